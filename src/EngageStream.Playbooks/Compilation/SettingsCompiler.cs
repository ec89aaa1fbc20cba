using EngageStream.Domain.Churn;
using EngageStream.Domain.Naming;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Keys;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles what is set once per playbook: zone, churn model, durations.</summary>
internal sealed class SettingsCompiler(YamlMap playbook, ErrorSink errors)
{
    public TimeZoneInfo Zone()
    {
        if (playbook.Scalar("zone") is not { } zone || zone.Text is "UTC" or "Etc/UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out TimeZoneInfo? found))
        {
            return found;
        }

        string? nearest = NearestName.Of(zone.Text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        errors.Report(zone.Mark, $"unknown time zone {zone.Text}", "an IANA time zone such as Europe/London", nearest);
        return TimeZoneInfo.Utc;
    }

    public ChurnModel Churn()
    {
        YamlMap? churn = playbook.Map("churn");
        return new ChurnModel(Parameters(churn), Bands(churn?.Map("bands")));
    }

    public static long Duration(YamlMap? section, string key, long standard) =>
        section?.Scalar(key) is { } scalar && Literals.TryDuration(scalar.Text, out long length) ? length : standard;

    private ChurnParameters Parameters(YamlMap? churn)
    {
        string[] names = ["r", "alpha", "a", "b"];
        string[] missing = churn is null ? names : names.Where(n => churn.Find(n) is null).ToArray();
        if (churn is null || missing.Length == names.Length)
        {
            return ChurnParameters.Shipped;
        }

        if (missing.Length > 0)
        {
            errors.Report(churn.Mark, $"the churn model lacks {string.Join(", ", missing)}", "r, alpha, a and b together, or none of them");
            return ChurnParameters.Shipped;
        }

        double?[] values = names.Select(n => Number(churn, n, 0, double.PositiveInfinity)).ToArray();
        return values is [{ } r, { } alpha, { } a, { } b] ? new ChurnParameters(r, alpha, a, b) : ChurnParameters.Shipped;
    }

    private RiskBands Bands(YamlMap? bands)
    {
        RiskBands standard = RiskBands.Default;
        if (bands is null)
        {
            return standard;
        }

        double? medium = bands.Find("medium") is null ? standard.MediumFrom : Number(bands, "medium", 0, 1);
        double? high = bands.Find("high") is null ? standard.HighFrom : Number(bands, "high", 0, 1);
        if (medium is not { } from || high is not { } to)
        {
            return standard;
        }

        if (from >= to)
        {
            errors.Report(
                bands.Mark, FormattableString.Invariant($"the medium band begins at {from}, the high one at {to}"), "medium below high");
            return standard;
        }

        return new RiskBands(from, to);
    }

    /// <summary>A number within its bounds; outside them the shape check has reported it.</summary>
    private static double? Number(YamlMap map, string key, double above, double below) =>
        map.Scalar(key) is { IsPlain: true } scalar && Literals.TryNumber(scalar.Text, out double number)
            && number > above && number < below
            ? number
            : null;
}
