using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Oracle.Tests.Runs;

/// <summary>A live engine under the chaos playbook, for half a minute of real time.</summary>
internal static class LiveChaos
{
    public static async Task<(JudgeOptions Options, IReadOnlyList<TopicRecord> Records)> RunAsync(int people, TimeSpan length)
    {
        await using EngineRun run = await EngineRun.StartAsync(ChaosLoad.Playbook, EngineMode.Live);
        await run.SendLiveAsync(ChaosLoad.Of(people, Now(), length, lateMost: TimeSpan.FromSeconds(5)));
        await run.WaitUntilReadAsync();
        long atWorkUntilMs = Now();

        // What was due by then has come when something that is due later has: three seconds for it are more than enough.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await run.StopWhenReadAsync();
        var options = new JudgeOptions { Playbook = "chaos", Partitions = EngineRun.Partitions, AtWorkUntilMs = atWorkUntilMs, EndMs = Now() };
        return (options, run.Read());
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
