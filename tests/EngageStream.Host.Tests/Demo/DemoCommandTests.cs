using System.Globalization;
using System.Text;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_demo_plays_the_whole_path_and_its_numbers_add_up()
    {
        using var folder = new TempFolder();
        var csv = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        // Ten people buy once on the first day; five of them buy again after 40 days, when they had been dormant, and one
        // gives it back two days later. The last order, of an eleventh, lies 100 days later: everyone else is dormant then.
        for (int person = 0; person < 10; person++)
        {
            Line(csv, $"{person}", person, 1, new DateTime(2011, 1, 3, 9, person, 0));
        }

        for (int person = 0; person < 5; person++)
        {
            Line(csv, $"{100 + person}", person, 1, new DateTime(2011, 2, 12, 9, person, 0));
        }

        Line(csv, "C200", 0, -1, new DateTime(2011, 2, 14, 9, 0, 0));
        Line(csv, "300", 10, 1, new DateTime(2011, 4, 13, 9, 0, 0));
        var run = new TestRun();

        ExitCode code = await run.RunAsync("demo", "--plain", "--pace", "max", "--data", folder.Write("x.csv", csv.ToString()));

        Assert.True(code == ExitCode.Success, run.Error + run.Out);
        Assert.Contains("17 events of 11 people", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\(new\) > growth +11$", run.Out);
        Assert.Matches(@"(?m)^growth > dormant +10$", run.Out);
        Assert.Matches(@"(?m)^dormant > maturity +5$", run.Out);
        Assert.Matches(@"(?m)^maturity > dormant +5$", run.Out);
        Assert.Matches(@"(?m)^total +31   of which resurrected 5$", run.Out);
        Assert.Matches(@"(?m)^refund-care +email +1 +0$", run.Out);
        Assert.Matches(@"(?m)^welcome-back-regular +push +5 +0$", run.Out);
        Assert.Contains("kcat -b 127.0.0.1:", run.Out, StringComparison.Ordinal);
    }

    private static void Line(StringBuilder csv, string invoice, int person, int quantity, DateTime at) =>
        csv.Append(CultureInfo.InvariantCulture, $"{invoice},1,CUP,{quantity},{at:yyyy-MM-dd HH:mm:ss},2.5,{12000 + person}.0,France\n");
}
