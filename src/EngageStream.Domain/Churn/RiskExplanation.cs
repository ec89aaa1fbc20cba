using System.Globalization;

namespace EngageStream.Domain.Churn;

/// <summary>Splits the log-odds of an MBG/NBD risk into prior, returns and silence, and words each.</summary>
internal static class RiskExplanation
{
    public static IReadOnlyList<RiskContribution> Of(ChurnParameters parameters, in RepeatHistory history) =>
    [
        new(RiskContributionNames.DropOutPrior, Math.Log(parameters.A / parameters.B), Prior(parameters)),
        new(RiskContributionNames.Returns, -StableMath.Log1P(history.X / parameters.B), Returns(history)),
        new(RiskContributionNames.Silence, MbgNbd.SilenceLogOdds(parameters, history), Silence(history)),
    ];

    private static string Prior(ChurnParameters parameters)
    {
        double percent = 100 * parameters.A / (parameters.A + parameters.B);
        string number = percent.ToString(percent < 1 ? "0.##" : "0.#", CultureInfo.InvariantCulture);
        return $"{number} % of people leave after their first active day";
    }

    private static string Returns(in RepeatHistory history) => history.X switch
    {
        0 => "has not returned yet",
        1 => "has returned once",
        _ => string.Create(CultureInfo.InvariantCulture, $"has returned on {history.X} days"),
    };

    private static string Silence(in RepeatHistory history)
    {
        string silent = history.Silence < 1 ? "active within the last day" : $"silent for {Days(history.Silence, one: "1 day")}";
        return history.X == 0
            ? $"{silent}; no rhythm of its own yet"
            : $"{silent}; usually returns every {Days(history.Tx / history.X, one: "day")}";
    }

    private static string Days(double days, string one)
    {
        string number = days.ToString(days < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);
        return number == "1" ? one : $"{number} days";
    }
}
