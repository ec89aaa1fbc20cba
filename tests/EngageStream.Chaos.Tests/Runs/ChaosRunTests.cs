using EngageStream.Chaos.Faults;
using EngageStream.Oracle.Comparison;
using EngageStream.Oracle.Judgement;
using Xunit.Abstractions;

namespace EngageStream.Chaos.Tests.Runs;

/// <summary>Short runs with processes of their own: what <c>./engage chaos</c> does for long.</summary>
public sealed class ChaosRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_and_stopped_engines_lose_and_repeat_nothing()
    {
        ChaosResult result = await RunAsync(new ChaosOptions
        {
            Faults = 4,
            Seed = 4,
            Kinds = [FaultKind.Kill, FaultKind.Pause, FaultKind.Broker, FaultKind.Drop],
            Interval = TimeSpan.FromSeconds(1),
            RecoveryPatience = TimeSpan.FromSeconds(10),
            Settle = TimeSpan.FromSeconds(2),
        });
        Assert.Equal(4, result.Faults.Count);
        Assert.True(result.RecordsOut > 100, $"Only {result.RecordsOut} outputs.");
        AssertOutcome(Outcome.Pass, result);
        Assert.False(Directory.Exists(result.Folder));
    }

    [Fact]
    public async Task Without_transactions_the_oracle_finds_what_a_killed_engine_repeats()
    {
        // Whatever an engine puts out in the two seconds between its commits is repeated after a kill.
        ChaosResult result = await RunAsync(new ChaosOptions
        {
            Faults = 2,
            Seed = 2,
            Engines = 2,
            Kinds = [FaultKind.Kill],
            Guarantee = "at-least-once",
            CommitInterval = TimeSpan.FromSeconds(2),
            Interval = TimeSpan.FromSeconds(2),
            // Killed again before it is back at work, an engine has put out nothing that could be repeated.
            RecoveryPatience = TimeSpan.FromSeconds(10),
            Settle = TimeSpan.Zero,
        });
        try
        {
            AssertOutcome(Outcome.Fail, result);
            Assert.True(result.Verdict.Records.Counts.GetValueOrDefault(DifferenceKind.Doubled) > 0, "Nothing was doubled.");
            Assert.Empty(result.Verdict.Faulty);
            Assert.True(File.Exists(Path.Combine(result.Folder!, "records.jsonl")));
            Assert.True(File.Exists(Path.Combine(result.Folder!, "node-1.log")));
        }
        finally
        {
            Remove(result.Folder);
        }
    }

    [Fact]
    public async Task A_run_whose_engines_do_not_catch_up_proves_nothing()
    {
        // What is committed once a minute is not committed after a second.
        ChaosResult result = await RunAsync(new ChaosOptions
        {
            Faults = 0,
            Engines = 1,
            CommitInterval = TimeSpan.FromMinutes(1),
            CatchUpPatience = TimeSpan.FromSeconds(1),
            Settle = TimeSpan.Zero,
            Guarantee = "at-least-once",
        });
        try
        {
            AssertOutcome(Outcome.Inconclusive, result);
            Assert.Contains(
                result.Verdict.Records.Reasons,
                reason => reason.Contains("had not caught up 1 s after", StringComparison.Ordinal));
        }
        finally
        {
            Remove(result.Folder);
        }
    }

    // A run that passes has removed its folder itself.
    private static void Remove(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertOutcome(Outcome expected, ChaosResult result) => Assert.True(
        expected == result.Verdict.Outcome,
        $"{expected} expected; {string.Join("; ", result.Verdict.Faulty)}\n{result.Verdict.Records.Report()}\nSee {result.Folder}");

    private Task<ChaosResult> RunAsync(ChaosOptions options) =>
        new ChaosRun(options, output.WriteLine, TimeProvider.System).RunAsync(CancellationToken.None);
}
