using EngageStream.Domain.Churn;
using EngageStream.Fitting.Churn;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;
using EngageStream.Tests.Shared;

namespace EngageStream.Fitting.Tests.Churn;

public class PublishedFitTests
{
    private const string Cdnow = "cdnow/CDNOW_sample.txt";
    private const string OnlineRetail = "online-retail/online_retail.csv.gz";

    // Fader, Hardie & Lee 2005, section 4: parameters to three decimals, log-likelihood to one; tolerance is their rounding.
    [SharedDataFact(Cdnow)]
    public void Bg_nbd_on_the_cdnow_sample_finds_the_published_values()
    {
        ChurnFitReport report = ChurnFitJob.Run(new ChurnFitOptions
        {
            File = SharedData.Find(Cdnow),
            FileKind = ChurnFileKind.Cdnow,
            Model = ChurnModelKind.BgNbd,
            Unit = TimeUnit.Weeks,
            CalibrationEnd = new DateOnly(1997, 9, 30),
        });

        Assert.Equal(2357, report.Histories.Customers);
        Assert.True(report.Fit.Converged);
        Assert.Equal(0.243, report.Fit.Parameters.R, 0.0005);
        Assert.Equal(4.414, report.Fit.Parameters.Alpha, 0.0005);
        Assert.Equal(0.793, report.Fit.Parameters.A, 0.0005);
        Assert.Equal(2.426, report.Fit.Parameters.B, 0.0005);
        Assert.Equal(-9582.4, report.Fit.LogLikelihood, 0.05);
    }

    [SharedDataFact(OnlineRetail)]
    public void The_shipped_parameters_are_what_the_stated_command_finds()
    {
        ChurnFitReport report = ChurnFitJob.Run(new ChurnFitOptions
        {
            File = SharedData.Find(OnlineRetail),
            Csv = new CsvLayout("CustomerID", "InvoiceDate")
            {
                Exclusions = [RowExclusion.Parse("InvoiceNo=C"), RowExclusion.Parse("InvoiceNo=A")],
            },
        });

        Assert.Equal(new DateOnly(2011, 12, 9), report.Histories.CalibrationEnd);
        Assert.Equal(541_909, report.Rows.Rows);
        Assert.Equal(135_080, report.Rows.WithoutCustomer);
        Assert.True(report.Fit.Converged);
        Assert.False(report.Fit.ShowsDropOut);

        // The data hardly tell a and b (see ShowsDropOut), so the shipped point is judged by its likelihood.
        ChurnParameters shipped = ChurnParameters.Shipped;
        Assert.Equal(1, report.ParametersInDays.R / shipped.R, 1e-3);
        Assert.Equal(1, report.ParametersInDays.Alpha / shipped.Alpha, 1e-3);
        double likelihood = report.Histories.Histories.Sum(entry => entry.Customers * MbgNbd.LogLikelihood(shipped, entry.History));
        Assert.Equal(report.Fit.LogLikelihood, likelihood, 0.001);
        Assert.Equal(-61829.69, likelihood, 0.005);
    }
}
