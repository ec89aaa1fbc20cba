using System.Globalization;
using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.Audit;

/// <summary>What the audit trail says of a replay, whoever runs it.</summary>
internal static class ReplayNote
{
    /// <summary>What is known before.</summary>
    public static Dictionary<string, string> Of(DeadLetterFilter filter, bool again)
    {
        var details = new Dictionary<string, string> { ["again"] = again ? "true" : "false" };
        if (filter.Reason is not null)
        {
            details["reason"] = filter.Reason;
        }

        if (filter.SinceMs is { } since)
        {
            details["since"] = DateTimeOffset.FromUnixTimeMilliseconds(since).UtcDateTime
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }

        return details;
    }

    /// <summary>What came of it.</summary>
    public static void Add(IDictionary<string, string> details, ReplayReport report)
    {
        details["matched"] = Text(report.Matched);
        details["sent"] = Text(report.Sent);
        details["already"] = Text(report.Already);
    }

    /// <summary>A number as details have it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
