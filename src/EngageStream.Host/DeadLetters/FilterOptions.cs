using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EngageStream.Host.Text;
using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.DeadLetters;

/// <summary>The options that say which dead letters are meant.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _reason = new("--reason") { Description = "Only of this reason, such as actor_fault", HelpName = "reason" };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "Only since then: a length of time back from now, such as 24h, or an instant, such as 2026-03-01T08:00:00Z",
        HelpName = "time",
    };

    /// <summary>Adds the options and their checks to a command.</summary>
    public void AddTo(Command command)
    {
        _since.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && SinceMs(text, TimeProvider.System) is null)
            {
                result.AddError($"--since must be {DurationText.Expected}, or an instant such as 2026-03-01T08:00:00Z; found '{text}'");
            }
        });
        command.Options.Add(_reason);
        command.Options.Add(_since);
    }

    /// <summary>A check of a text that names a letter.</summary>
    public static void CheckPosition(Argument position) => position.Validators.Add(RequirePosition);

    /// <summary>Whether any filter was given.</summary>
    public bool IsGiven(CommandResult result) => result.GetResult(_reason) is not null || result.GetResult(_since) is not null;

    /// <summary>The filter that was given.</summary>
    public DeadLetterFilter Read(ParseResult parsed, TimeProvider time) =>
        new(parsed.GetValue(_reason), parsed.GetValue(_since) is { } since ? SinceMs(since, time) : null);

    private static void RequirePosition(ArgumentResult result)
    {
        if (result.Tokens.Count == 1 && !DeadLetterPosition.TryParse(result.Tokens[0].Value, out _))
        {
            result.AddError($"a letter is named PARTITION:OFFSET, such as 3:1207; found '{result.Tokens[0].Value}'");
        }
    }

    private static long? SinceMs(string text, TimeProvider time)
    {
        if (DurationText.TryParse(text, out long back))
        {
            return time.GetUtcNow().ToUnixTimeMilliseconds() - back;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant.ToUnixTimeMilliseconds()
            : null;
    }
}
