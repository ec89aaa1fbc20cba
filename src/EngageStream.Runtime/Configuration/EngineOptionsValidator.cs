using System.Net;

namespace EngageStream.Runtime.Configuration;

/// <summary>Checks the values of <see cref="EngineOptions"/> and collects every error.</summary>
internal static class EngineOptionsValidator
{
    private const long MinMemoryBytes = 64 * 1024 * 1024;

    public static IReadOnlyList<ConfigurationError> Check(EngineOptions options)
    {
        var errors = new List<ConfigurationError>();
        CheckName(errors, "application.id", options.ApplicationId);
        CheckName(errors, "node.id", options.NodeId);
        CheckRange(errors, "threads", options.Threads, 1, 256, "");
        CheckRange(errors, "commit.interval.ms", (long)options.CommitInterval.TotalMilliseconds,
            (long)EngineOptions.MinCommitInterval.TotalMilliseconds, 60_000, " milliseconds");
        CheckRange(errors, "event.max.bytes", options.MaxEventBytes, 256, Domain.Events.EventParser.MaxLength, " bytes");
        CheckRange(errors, "stop.timeout.ms", (long)options.StopTimeout.TotalMilliseconds, 1_000, 300_000, " milliseconds");
        CheckRange(errors, "topics.partitions", options.Topics.Partitions, 1, 1_000, "");
        if (options.MemoryLimitBytes != 0)
        {
            CheckRange(errors, "memory.limit.bytes", options.MemoryLimitBytes, MinMemoryBytes, long.MaxValue, " bytes, or 0 for no limit");
        }

        CheckScratch(errors, options);
        if (options.Topics.ReplicationFactor != -1)
        {
            CheckRange(errors, "topics.replication.factor", options.Topics.ReplicationFactor, 1, 10, ", or -1 for the cluster's default");
        }

        CheckPrefix(errors, options.Topics.Prefix);
        CheckListen(errors, "http.listen", options.HttpListen, "127.0.0.1:9464");
        CheckListen(errors, "api.listen", options.ApiListen, "127.0.0.1:9470");
        CheckUrl(errors, "api.url", options.ApiUrl, "http://engine-0.example:9470");
        ApiOptionsValidator.Check(errors, options);
        CheckTelemetry(errors, options.Telemetry);
        KafkaSettings.Check(errors, options);
        return errors;
    }

    internal static void CheckRange(List<ConfigurationError> errors, string key, long value, long low, long high, string unit)
    {
        if (value < low || value > high)
        {
            string range = high == long.MaxValue ? $"at least {low}" : $"from {low} to {high}";
            errors.Add(new ConfigurationError(key, $"{value} is out of range", $"choose a number {range}{unit}"));
        }
    }

    private static void CheckName(List<ConfigurationError> errors, string key, string value)
    {
        if (value.Length is 0 or > 100 || !value.All(IsNameCharacter))
        {
            errors.Add(new ConfigurationError(key, $"'{value}' is no name", "use 1 to 100 letters, digits, '.', '_' or '-'"));
        }
    }

    private static void CheckPrefix(List<ConfigurationError> errors, string prefix)
    {
        // Kafka allows 249 characters in a topic's name; the longest of ours after the prefix takes the rest.
        if (prefix.Length > 100 || !prefix.All(IsNameCharacter))
        {
            errors.Add(new ConfigurationError("topics.prefix", $"'{prefix}' cannot start a topic's name", "use at most 100 letters, digits, '.', '_' or '-'"));
        }
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';

    private static void CheckScratch(List<ConfigurationError> errors, EngineOptions options)
    {
        string folder = options.ScratchDirectory;
        if (folder.Length == 0)
        {
            return;
        }

        if (!Directory.Exists(folder))
        {
            errors.Add(new ConfigurationError("scratch.dir", $"'{folder}' is no folder", "create it, or name another"));
        }

        if (options.MemoryLimitBytes == 0)
        {
            errors.Add(new ConfigurationError("scratch.dir", "has no use without a limit on memory", "set memory.limit.bytes, or leave scratch.dir out"));
        }
    }

    private static void CheckListen(List<ConfigurationError> errors, string key, string listen, string example)
    {
        if (listen.Length > 0 && (!IPEndPoint.TryParse(listen, out _) || !listen.Contains(':', StringComparison.Ordinal)))
        {
            errors.Add(new ConfigurationError(key, $"'{listen}' is no address with a port", $"write it as {example}, or leave it empty for no endpoint"));
        }
    }

    private static void CheckTelemetry(List<ConfigurationError> errors, TelemetryOptions telemetry)
    {
        CheckUrl(errors, "telemetry.otlp.endpoint", telemetry.OtlpEndpoint, "http://collector.example:4317");
        CheckRange(
            errors, "telemetry.metrics.interval.ms", (long)telemetry.MetricsInterval.TotalMilliseconds, 1_000, 3_600_000, " milliseconds");
        if (telemetry.TraceSampleRatio is not (>= 0 and <= 1))
        {
            errors.Add(new ConfigurationError("telemetry.traces.sample.ratio", "is out of range", "choose a number from 0 to 1"));
        }

        // What is wrong is not quoted: it may be the secret.
        if (telemetry.OtlpHeaders.Length > 0
            && telemetry.OtlpHeaders.Split(',').Any(header => header.IndexOf('=', StringComparison.Ordinal) <= 0))
        {
            errors.Add(new ConfigurationError(
                "telemetry.otlp.headers", "cannot be read", "write it as name=value, separated by commas, or leave it empty"));
        }
    }

    private static void CheckUrl(List<ConfigurationError> errors, string key, string url, string example)
    {
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https"))
        {
            errors.Add(new ConfigurationError(key, $"'{url}' is no URL", $"write it as {example}, or leave it empty"));
        }
    }
}
