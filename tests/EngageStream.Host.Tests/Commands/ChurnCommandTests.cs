using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;
using EngageStream.Tests.Shared.Kafka;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_topic_gives_the_same_fit_as_the_file_with_the_same_activity(bool endsInMarkers)
    {
        using var folder = new TempFolder();
        await using TestCluster kafka = await TestCluster.StartAsync();
        await ProduceAsync(kafka, endsInMarkers);
        var file = new TestRun();
        var topic = new TestRun();
        await file.RunAsync("churn", "fit", "--csv", folder.Write("t.csv", Transactions()), "--customer", "who", "--time", "day", "--exclude", "kind=R");
        Assert.Equal(ExitCode.Success, await topic.RunAsync(
            "churn", "fit", "--topic", kafka.Name("events"), "--bootstrap", kafka.Servers, "--event", "Order Completed"));
        Assert.Equal(Parameters(file), Parameters(topic));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_told()
    {
        await using TestCluster kafka = await TestCluster.StartAsync(options => options with { AutoCreateTopics = false });
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("churn", "fit", "--topic", kafka.Name("nothing"), "--bootstrap", kafka.Servers));
        Assert.Contains(kafka.Name("nothing"), run.Error, StringComparison.Ordinal);
    }

    private static string Parameters(TestRun run) => run.Out[run.Out.IndexOf("\nchurn:", StringComparison.Ordinal)..];

    // The transactions as events, among others that do not count and a clock mark; in a Kafka transaction, whose marker is the last
    // thing in each partition, or without one.
    private static async Task ProduceAsync(TestCluster kafka, bool inTransaction)
    {
        var config = new ProducerConfig { BootstrapServers = kafka.Servers, TransactionalId = inTransaction ? kafka.Name("events") : null };
        using IProducer<string, string> producer = new ProducerBuilder<string, string>(config).Build();
        if (inTransaction)
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            producer.BeginTransaction();
        }

        foreach (string[] row in Transactions().Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')))
        {
            string name = row[2] == "S" ? "Order Completed" : "Order Refunded";
            string value = $$"""{"type":"track","event":"{{name}}","userId":"{{row[0]}}","timestamp":"{{row[1]}}T09:00:00Z"}""";
            producer.Produce(kafka.Name("events"), new Message<string, string> { Key = row[0], Value = value });
        }

        await producer.ProduceAsync(kafka.Name("events"), new Message<string, string>
        {
            Key = "",
            Value = "",
            Headers = new Headers { { "engage-type", "clock"u8.ToArray() } },
        });
        producer.Flush();
        if (inTransaction)
        {
            producer.CommitTransaction();
        }
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
