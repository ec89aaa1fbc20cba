namespace EngageStream.Host.Cli;

/// <summary>Writes progress to standard error, at most every two seconds.</summary>
public sealed class ProgressLine(CommandContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _stamp = context.Time.GetTimestamp();

    /// <summary>Offers a line; it is made only when it is time for one.</summary>
    public void Offer(Func<string> line)
    {
        if (context.Time.GetElapsedTime(_stamp) >= Pause)
        {
            _stamp = context.Time.GetTimestamp();
            context.Error.WriteLine(line());
        }
    }
}
