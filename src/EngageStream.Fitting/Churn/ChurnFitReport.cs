using System.Globalization;
using System.Text;
using EngageStream.Domain.Churn;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Churn;

/// <summary>The outcome of a fit with the data it rests on; prints itself as text and as YAML.</summary>
/// <param name="Fit">The parameters, in the unit of the histories.</param>
/// <param name="Histories">What was fitted.</param>
/// <param name="Rows">What became of the rows read.</param>
public sealed record ChurnFitReport(FitResult Fit, HistorySet Histories, ReadCounts Rows)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The parameters with α in days, as the engine takes them; the other three have no unit of time.</summary>
    public ChurnParameters ParametersInDays =>
        new(Fit.Parameters.R, Fit.Parameters.Alpha * (int)Histories.Unit, Fit.Parameters.A, Fit.Parameters.B);

    /// <summary>
    /// The setting for a playbook or configuration, with its origin as a comment. For a BG/NBD fit only a comment: its
    /// parameters would be wrong numbers in the engine's MBG/NBD.
    /// </summary>
    public string ToYaml()
    {
        var yaml = new StringBuilder();
        yaml.Append(Invariant, $"# {Fit.Model.Name()}, {Fit.Customers} customers to {Histories.CalibrationEnd:yyyy-MM-dd}");
        yaml.Append(Invariant, $", log-likelihood {Fit.LogLikelihood:F1}\n");
        if (!Fit.Converged)
        {
            yaml.Append("# The search did not converge: do not use these numbers.\n");
        }

        if (!Fit.ShowsDropOut)
        {
            yaml.Append("# The data show no drop-out: with these numbers the risk stays low for nearly everyone.\n");
        }

        if (Fit.Model != ChurnModelKind.MbgNbd)
        {
            return yaml.Append("# Live scoring uses mbg-nbd: fit again with --model mbg-nbd for parameters to put here.\n").ToString();
        }

        (double r, double alpha, double a, double b) = ParametersInDays;
        yaml.Append("churn:\n  model: mbg-nbd\n");
        return yaml.Append(Invariant, $"  r: {r:G6}\n  alpha: {alpha:G6} # days\n  a: {a:G6}\n  b: {b:G6}\n").ToString();
    }

    /// <summary>The report as text, with lines no longer than a terminal's.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        HistorySet set = Histories;
        string unit = set.Unit.ToString().ToLowerInvariant();
        text.Append(Invariant, $"{Fit.Model.Name()}, maximum likelihood, in {unit} to {set.CalibrationEnd:yyyy-MM-dd}\n");
        text.Append(Invariant, $"  rows            {Rows.Used:N0} used of {Rows.Rows:N0}");
        text.Append(Invariant, $" ({Rows.WithoutCustomer:N0} without a customer, {Rows.Excluded:N0} excluded)\n");
        text.Append(Invariant, $"  customers       {set.Customers:N0}, of whom {set.Returning:N0} came back");
        text.Append(Invariant, $" on {set.Repeats:N0} further days");
        if (set.LaterCustomers > 0)
        {
            text.Append(Invariant, $"; {set.LaterCustomers:N0} came later");
        }

        text.Append('\n');
        Line(text, "r", Fit.Parameters.R, Fit.StandardErrors?.R);
        Line(text, "alpha", Fit.Parameters.Alpha, Fit.StandardErrors?.Alpha);
        Line(text, "a", Fit.Parameters.A, Fit.StandardErrors?.A);
        Line(text, "b", Fit.Parameters.B, Fit.StandardErrors?.B);
        text.Append(Invariant, $"  log-likelihood  {Fit.LogLikelihood:F2}\n");
        string evidence = Fit.ShowsDropOut ? "shown" : "NOT SHOWN: with these numbers the risk stays low for nearly everyone";
        text.Append(Invariant, $"  drop-out        {evidence} (likelihood ratio {Fit.DropOutEvidence:F2})\n");
        string outcome = Fit.Converged
            ? "converged"
            : "NOT CONVERGED: the data do not pin the parameters down; give a longer history or more customers";
        return text.Append(Invariant, $"  search          {outcome} ({Fit.Iterations:N0} iterations)\n").ToString();
    }

    private static void Line(StringBuilder text, string name, double value, double? error)
    {
        text.Append(Invariant, $"  {name,-15} {value:G6}");
        if (error is not null)
        {
            text.Append(Invariant, $" ± {error:G2}");
        }

        text.Append('\n');
    }
}
