using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>What a seed decides once: the input, the settings, and the two playbooks between which restarts change.</summary>
internal sealed class SimulatedWorld
{
    // The same rules under two names: a restore under the other works all due instants out anew.
    private static readonly EngagementModel[] Models = [ShardModels.Small("small-1"), ShardModels.Small("small-2")];
    private readonly bool _isBrittle;
    private readonly ShardOptions _options;
    private uint _lives;

    public SimulatedWorld(Random random, string scratchFolder)
    {
        IsLive = random.Next(2) == 0;
        HasScratch = random.Next(4) == 0;
        _isBrittle = random.Next(3) == 0;
        // What a brittle actor disarmed would be armed again under another playbook: so it should be, but then runs differ.
        ChangesPlaybook = !_isBrittle && random.Next(3) == 0;
        Input = new SimulatedInput(random, IsLive, HasScratch);
        _options = new ShardOptions
        {
            Replay = !IsLive,
            MaxBatchBytes = random.Next(100, 2_000),
            LogSlackBytes = random.Next(3) == 0 ? 0 : 4_096,
            MaxActiveUsers = random.Next(3) == 0 ? 50_000 : random.Next(1, 4),
            IdleAfterMs = random.Next(2) == 0 ? Durations.Day : 3 * Durations.Hour,
            MemoryBytes = HasScratch ? 1 : 0,
            ScratchFolder = HasScratch ? scratchFolder : "",
        };
    }

    public bool IsLive { get; }

    public bool HasScratch { get; }

    /// <summary>
    /// Whether restarts go to and fro between two playbooks with the same rules. Due instants are worked out anew then, and a
    /// timer that would have done nothing may not fire any more.
    /// </summary>
    public bool ChangesPlaybook { get; }

    public SimulatedInput Input { get; }

    public override string ToString() =>
        $"live: {IsLive}, brittle: {_isBrittle}, changes playbook: {ChangesPlaybook}, {Input.Count} records, {_options}";

    /// <summary>A shard that nothing disturbs: every record, then the end of all silences, in one go.</summary>
    public Shard RunUndisturbed(SimulatedOutput output)
    {
        Shard shard = NewShard(output, new ShardOptions { Replay = !IsLive, IdleAfterMs = Durations.Never }, 0);
        for (int offset = 0; offset < Input.Count; offset++)
        {
            Input.Deliver(offset, shard, Models[0]);
        }

        Finish(shard);
        output.Commit();
        return shard;
    }

    /// <summary>Lets the end come.</summary>
    public void Finish(Shard shard)
    {
        if (IsLive)
        {
            shard.AdvanceClock(Input.EndMs, null);
        }

        while (shard.FireDueTimers(sendMs: 0, maxTimers: 1_000) > 0)
        {
        }
    }

    /// <summary>Hands a record to a shard.</summary>
    public void Deliver(int offset, Shard shard) => Input.Deliver(offset, shard, shard.Store.Model);

    /// <summary>A new life of the shard.</summary>
    public Shard NewShard(SimulatedOutput output) =>
        NewShard(output, _options with { Instance = ++_lives }, ChangesPlaybook ? (int)(_lives % 2) : 0);

    private Shard NewShard(SimulatedOutput output, ShardOptions options, int model)
    {
        IUserActor actor = _isBrittle ? new BrittleActor(Models[model]) : new UserActor(Models[model]);
        return new Shard(3, Models[model], new SimulatedActor(actor, output), options, output);
    }
}
