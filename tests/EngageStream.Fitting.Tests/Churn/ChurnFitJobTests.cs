using System.Globalization;
using System.Text;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Tests.Churn;
using EngageStream.Fitting.Churn;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Tests.Churn;

public class ChurnFitJobTests
{
    private static readonly DateOnly Start = new(2024, 1, 1);
    private static readonly string Transactions = Generate();

    [Fact]
    public void A_csv_becomes_parameters_text_and_yaml()
    {
        using var folder = new TempFolder();
        var seen = new Recorder();

        ChurnFitReport report = ChurnFitJob.Run(Options(folder), seen);

        Assert.Equal(400, report.Histories.Customers);
        Assert.Equal(1, report.Rows.Excluded);
        Assert.Equal(1, report.Rows.WithoutCustomer);
        Assert.True(report.Fit.Converged);
        string number = report.Fit.Parameters.Alpha.ToString("G6", CultureInfo.InvariantCulture);
        Assert.Contains($"  alpha           {number} ± ", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("customers       400, of whom ", report.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\nchurn:\n  model: mbg-nbd\n  r: ", report.ToYaml(), StringComparison.Ordinal);
        Assert.Contains($"\n  alpha: {number} # days\n", report.ToYaml(), StringComparison.Ordinal);
        Assert.All(report.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal([1, 2, 3, 4], seen.Reports.Where(r => r.Stage == ChurnFitStage.Fitting).Select(r => (int)r.Done));
    }

    [Fact]
    public void A_fit_in_weeks_gives_the_engine_the_same_parameters_in_days()
    {
        using var folder = new TempFolder();
        ChurnParameters days = ChurnFitJob.Run(Options(folder)).ParametersInDays;
        ChurnFitReport weeks = ChurnFitJob.Run(Options(folder) with { Unit = TimeUnit.Weeks });

        Assert.Equal(7, weeks.ParametersInDays.Alpha / weeks.Fit.Parameters.Alpha, 1e-9);
        Assert.Equal(1, weeks.ParametersInDays.Alpha / days.Alpha, 1e-2);
        Assert.Equal(1, weeks.ParametersInDays.B / days.B, 1e-2);
    }

    [Fact]
    public void A_bg_nbd_fit_offers_no_setting_for_live_scoring()
    {
        using var folder = new TempFolder();

        string yaml = ChurnFitJob.Run(Options(folder) with { Model = ChurnModelKind.BgNbd }).ToYaml();

        Assert.DoesNotContain("churn:", yaml, StringComparison.Ordinal);
        Assert.Contains("--model mbg-nbd", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named_as_on_the_command_line()
    {
        Assert.Contains("--csv", Message(new ChurnFitOptions()), StringComparison.Ordinal);
        Assert.Contains("--customer", Message(new ChurnFitOptions { File = "some.csv" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        using var folder = new TempFolder();
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => ChurnFitJob.Run(Options(folder), null, cancel.Token));
    }

    [Theory]
    [InlineData("mbg-nbd", ChurnModelKind.MbgNbd)]
    [InlineData("bg-nbd", ChurnModelKind.BgNbd)]
    public void A_model_is_known_by_its_name(string name, ChurnModelKind kind)
    {
        Assert.Equal(kind, ChurnModelKinds.Parse(name));
        Assert.Equal(name, kind.Name());
        var error = Assert.Throws<FittingException>(() => ChurnModelKinds.Parse(name + "x"));
        Assert.Contains("mbg-nbd", error.Message, StringComparison.Ordinal);
    }

    private static string Message(ChurnFitOptions options) => Assert.Throws<FittingException>(() => ChurnFitJob.Run(options)).Message;

    private static ChurnFitOptions Options(TempFolder folder) => new()
    {
        File = folder.WriteZipped("orders.csv.gz", Transactions),
        Csv = new CsvLayout("who", "when") { Exclusions = [RowExclusion.Parse("order=C")] },
        CalibrationEnd = Start.AddDays(200),
    };

    // 400 simulated people who come within the first weeks, each order as one row; one cancellation, one row of nobody.
    private static string Generate()
    {
        var random = new Random(5);
        var csv = new StringBuilder("order,who,when\nC1,someone,2024-01-05\n2,,2024-01-05\n");
        var truth = new ChurnParameters(1.2, 15, 0.9, 2.5);
        for (int person = 0; person < 400; person++)
        {
            DateOnly first = Start.AddDays(random.Next(30));
            (RepeatHistory history, _) = Individual.Draw(truth, 170, leavesAfterFirst: true, random);
            for (int visit = 0; visit <= history.X; visit++)
            {
                // Only first, last and number of the days matter to the model.
                DateOnly day = first.AddDays(history.X == 0 ? 0 : (int)(history.Tx * visit / history.X));
                csv.Append(CultureInfo.InvariantCulture, $"{visit},p{person},{day:yyyy-MM-dd} 10:00\n");
            }
        }

        return csv.ToString();
    }

    private sealed class Recorder : IProgress<ChurnFitProgress>
    {
        public List<ChurnFitProgress> Reports { get; } = [];

        public void Report(ChurnFitProgress value) => Reports.Add(value);
    }
}
