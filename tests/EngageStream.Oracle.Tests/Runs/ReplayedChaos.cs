using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Tests.Runs;

/// <summary>What a real engine made of a load under the chaos playbook in a replay; made once.</summary>
public sealed class ReplayedChaos : IAsyncLifetime
{
    private const long StartMs = 1_767_225_600_000; // 2026-01-01

    public static JudgeOptions Options => new() { Playbook = "chaos", Partitions = EngineRun.Partitions };

    public IReadOnlyList<TopicRecord> Records { get; private set; } = [];

    public async Task InitializeAsync() =>
        Records = await EngineRun.ReplayAsync(
            ChaosLoad.Playbook, ChaosLoad.Of(people: 120, StartMs, TimeSpan.FromMinutes(8), lateMost: TimeSpan.FromMinutes(2)));

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>The tests that look at the same run.</summary>
[CollectionDefinition(Name)]
public sealed class ReplayedChaosRun : ICollectionFixture<ReplayedChaos>
{
    public const string Name = "replayed chaos";
}
