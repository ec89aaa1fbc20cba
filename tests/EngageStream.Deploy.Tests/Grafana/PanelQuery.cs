using System.Text.RegularExpressions;

namespace EngageStream.Deploy.Tests.Grafana;

/// <summary>A query of a panel.</summary>
/// <param name="Dashboard">File of the dashboard.</param>
/// <param name="Panel">Number and title of the panel, and letter of the query.</param>
/// <param name="Expression">As it stands in the file.</param>
internal sealed partial record PanelQuery(string Dashboard, string Panel, string Expression)
{
    /// <summary>The query as Grafana sends it where every variable is at All.</summary>
    /// <param name="rateInterval">For <c>$__rate_interval</c>: four scrapes.</param>
    /// <param name="range">For <c>$__range</c>: the time shown.</param>
    public string Ask(string rateInterval, string range) => Variable().Replace(
        Expression.Replace("$__rate_interval", rateInterval, StringComparison.Ordinal).Replace("$__range", range, StringComparison.Ordinal),
        ".*");

    [GeneratedRegex(@"\$(application|instance|campaign)\b")]
    private static partial Regex Variable();
}
