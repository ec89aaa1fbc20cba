namespace EngageStream.Host.Cli;

/// <summary>Waits for Ctrl+C where it is the ordinary way to end.</summary>
internal static class Interruption
{
    /// <summary>Completes, without an error, when the token is cancelled.</summary>
    public static Task Of(CancellationToken cancellation)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(source.SetResult);
        return source.Task;
    }
}
