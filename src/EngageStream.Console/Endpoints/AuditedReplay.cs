using System.Globalization;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;

namespace EngageStream.Console.Endpoints;

/// <summary>A replay with its records in the audit trail.</summary>
internal static class AuditedReplay
{
    private const string Action = "dead_letters.replayed";

    public static Task<ReplayResult> RunAsync(ApiServices services, string token, ReplayOrder order, CancellationToken cancel) =>
        order.DryRun
        ? services.DeadLetters.ReplayAsync(order, _ => { }, cancel)
        : services.Audit.RunAsync(
            new AuditedRequest(token, Action, order.Place?.ToString() ?? "dead letters", Details(order)),
            async details =>
            {
                ReplayResult result = await services.DeadLetters.ReplayAsync(order, sent => details["sent"] = Text(sent), cancel);
                details["matched"] = Text(result.Matched);
                details["sent"] = Text(result.Sent);
                details["already"] = Text(result.Already);
                return result;
            },
            cancel);

    private static Dictionary<string, string> Details(ReplayOrder order)
    {
        var details = new Dictionary<string, string> { ["again"] = order.Again ? "true" : "false" };
        if (order.Reason is not null)
        {
            details["reason"] = order.Reason;
        }

        if (order.Since is { } since)
        {
            details["since"] = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return details;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
