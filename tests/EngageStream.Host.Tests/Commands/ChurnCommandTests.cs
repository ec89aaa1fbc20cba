using System.Globalization;
using System.Text;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Commands;

public sealed class ChurnCommandTests
{
    [Fact]
    public async Task A_fit_prints_the_parameters_also_as_lines_for_a_playbook()
    {
        using var folder = new TempFolder();
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("churn", "fit", "--csv", folder.Write("t.csv", Transactions()), "--customer",
            "who", "--time", "day", "--exclude", "kind=R"));
        Assert.Contains("mbg-nbd, maximum likelihood", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^churn:\s+model: mbg-nbd\s+r: \d", run.Out);
        Assert.Contains("1 excluded", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_columns_and_missing_files_are_told()
    {
        using var folder = new TempFolder();
        var wrong = new TestRun();
        Assert.Equal(ExitCode.Invalid,
            await wrong.RunAsync("churn", "fit", "--csv", folder.Write("t.csv", Transactions()), "--customer", "whom", "--time", "day"));
        Assert.Contains("whom", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.FileMissing, await new TestRun().RunAsync("churn", "fit", "--cdnow", "/nowhere/x.txt"));
    }

    // People with different rhythms, of whom some stop.
    private static string Transactions()
    {
        var text = new StringBuilder("who,day,kind\n0,2024-01-03,R\n");
        for (int person = 0; person < 200; person++)
        {
            int step = 3 + (person % 17);
            int last = person % 3 == 0 ? 60 : 360;
            for (int day = person % 30; day < last; day += step + (day % 5))
            {
                text.Append(CultureInfo.InvariantCulture, $"{person},{new DateOnly(2024, 1, 1).AddDays(day):yyyy-MM-dd},S\n");
            }
        }

        return text.ToString();
    }
}
