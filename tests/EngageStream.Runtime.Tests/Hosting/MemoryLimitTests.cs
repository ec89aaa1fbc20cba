using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Runtime.Tests.Hosting;

public class MemoryLimitTests : EngineTest
{
    private const int Wave = 40_000;

    [Fact]
    public async Task With_more_people_at_work_than_may_be_active_a_commit_does_not_wait_for_its_interval()
    {
        EngineOptions options = Options() with { CommitInterval = TimeSpan.FromMinutes(1), MemoryLimitBytes = 64 * 1024 * 1024 };
        await using EngineHost engine = await StartEngineAsync(options);
        for (int wave = 0; wave < 2; wave++)
        {
            int first = wave * Wave;
            await Task.WhenAll(Enumerable.Range(first, Wave).Select(number =>
                Kafka.SendAsync(Partitions, $"p-{number}", Start, Order($"p-{number}", $"{number}", Start))));
            await MetricAsync(engine, "engagestream_commits_total", commits => commits > wave);
        }

        // They would all be active otherwise.
        Assert.InRange(Metric(engine, "engagestream_users_active")!.Value, 1, (2 * Wave) - 1);
    }
}
