namespace EngageStream.Host.Cli;

/// <summary>How the program ends; <c>engagestream --help</c> lists them.</summary>
public enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Success = 0,

    /// <summary>An unforeseen fault; the message is on standard error.</summary>
    Failure = 1,

    /// <summary>Something given is wrong: arguments, configuration, playbook, map or data. All faults are listed.</summary>
    Invalid = 2,

    /// <summary>A file or folder that was named is not there, or cannot be read or written.</summary>
    FileMissing = 3,

    /// <summary>Kafka does not answer or refuses, or an address is already taken.</summary>
    KafkaUnavailable = 4,

    /// <summary>The engine stopped by itself after a fault it cannot recover from.</summary>
    EngineFailed = 5,

    /// <summary>Interrupted by Ctrl+C before the work was done; what was begun has been finished cleanly.</summary>
    Interrupted = 130,
}
