using System.Text.RegularExpressions;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>
/// One life of a partition under a stream thread's rules, in virtual time: what comes next is drawn at random, among it crashes at
/// each point of a commit, aborts, and hand-overs before the last commit's marker has come. In the end everything must be as if
/// nothing had happened.
/// </summary>
internal sealed class SimulatedHistory(int seed, string scratchFolder, Sabotage sabotage)
{
    private readonly Random _random = new(seed);
    private readonly SimulatedLog _log = new();
    private readonly SimulatedOutput _output = new();
    private readonly List<Action> _markers = [];
    private readonly List<long> _cuts = [];
    private SimulatedWorld _world = null!;
    private Shard _shard = null!;
    private long _nowMs = SimulatedInput.StartMs;
    // The group's position, and what the consumer reads next.
    private long _committed;
    private int _next;

    /// <summary>What happened how often.</summary>
    public SimulationTally Tally { get; } = new();

    /// <summary>What the seed decided beforehand.</summary>
    public string Settings { get; private set; } = "";

    /// <summary>What happened, in order.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Runs and compares; throws where there is a difference.</summary>
    public void Run()
    {
        _world = new SimulatedWorld(_random, scratchFolder);
        Settings = _world.ToString();
        var expected = new SimulatedOutput();
        Shard undisturbed = _world.RunUndisturbed(expected);

        Start("begin");
        while (_next < _world.Input.Count || _nowMs < _world.Input.EndMs)
        {
            Step();
        }

        _world.Finish(_shard);
        CommitWell();
        Compare(expected, undisturbed);
        Start("end");
        Compare(expected, undisturbed);
    }

    private void Compare(SimulatedOutput expected, Shard undisturbed)
    {
        bool loosely = _world.ChangesPlaybook;
        foreach ((string user, List<string> lines) in expected.ByUser)
        {
            Assert.Equal(Counted(lines).Prepend(user), Counted(_output.ByUser.GetValueOrDefault(user, [])).Prepend(user));
        }

        Assert.Equal(expected.ByUser.Count, _output.ByUser.Count);
        Assert.Equal(expected.OfRecords, _output.OfRecords);
        Assert.Equal(Dump(undisturbed), Dump(_shard));

        IEnumerable<string> Counted(List<string> lines) =>
            loosely ? lines.Where(line => line[0] == '#' || !line.EndsWith(SimulatedOutput.NoEffect, StringComparison.Ordinal)) : lines;

        IEnumerable<string> Dump(Shard shard) =>
            loosely ? ShardDump.Of(shard).Select(line => Regex.Replace(line, @"( due=|TimersFired = )\d+", "")) : ShardDump.Of(shard);
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 45:
                Deliver(_random.Next(1, 6));
                break;
            case < 65:
                LetTimePass();
                break;
            case < 70:
                FollowWallTime();
                break;
            case < 80:
                Note($"fired {_shard.FireDueTimers(sendMs: 0, maxTimers: _random.Next(1, 5))}");
                break;
            case < 92:
                Commit();
                break;
            case < 95:
                Rest();
                break;
            case 95:
                Crash("crash");
                break;
            case < 98:
                ArriveMarker();
                break;
            default:
                Cut();
                break;
        }
    }

    private void Deliver(int most)
    {
        for (; most > 0 && _next < _world.Input.Count && (!_world.IsLive || _world.Input.TimestampMs(_next) <= _nowMs); most--)
        {
            if (_next > 0 && _random.Next(10) == 0)
            {
                _world.Deliver(_random.Next(_next), _shard);
                Tally.Redelivered++;
            }

            Note($"record {_next}");
            _world.Deliver(_next++, _shard);
        }
    }

    private void LetTimePass()
    {
        bool all = _next >= _world.Input.Count;
        long to = all ? _world.Input.EndMs : Math.Max(_nowMs, _world.Input.TimestampMs(_next));
        _nowMs = _random.Next(3) > 0 ? to : _nowMs + _random.NextInt64(to - _nowMs + 1);
    }

    // Only a shard that has read all may: what is appended later has a later timestamp.
    private void FollowWallTime()
    {
        if (_world.IsLive && (_next >= _world.Input.Count || _world.Input.TimestampMs(_next) > _nowMs))
        {
            Note($"clock {_nowMs}");
            _shard.AdvanceClock(_nowMs, null);
        }
    }

    private void Rest()
    {
        if (!_shard.HasChanges)
        {
            Note("rest");
            Tally.Packed += _shard.Passivate();
            if (_random.Next(3) == 0)
            {
                _shard.ReleaseMemory();
            }
        }
    }

    private void Commit()
    {
        switch (_random.Next(20))
        {
            case < 11:
                CommitWell();
                break;
            case 11:
                Tally.HandedOver++;
                CommitWell();
                Crash("hand over");
                break;
            case 12 or 13:
                // The producer is gone before all was sent; the next owner's, or the time-out, aborts.
                WriteCommit();
                _log.LoseAllBut(_random.Next(_log.Written + 1));
                _markers.Add(_log.Abort());
                Crash("torn commit");
                break;
            case 14 or 15:
                // Decided, but the owner never learns of it.
                WriteCommit();
                Decide();
                Tally.UnknownOutcomes++;
                Crash("commit of unknown outcome");
                break;
            default:
                RollBack(written: _random.Next(2) == 0);
                break;
        }
    }

    private void CommitWell()
    {
        WriteCommit();
        long keepFrom = _shard.CommitSucceeded(Decide());
        _cuts.Add(keepFrom);
        Tally.Packed += _shard.Passivate();
        Tally.ScratchPages += _shard.Counts.ScratchBytes > 0 ? 1 : 0;
        if (_random.Next(2) == 0)
        {
            ArriveMarker();
            Cut();
        }
    }

    // A producer's next transaction begins after the marker of its last.
    private void WriteCommit()
    {
        while (_markers.Count > 0)
        {
            ArriveMarker();
        }

        Note($"write {_shard.NextInputOffset}");
        _shard.WriteCommit(_log);
    }

    private long[] Decide()
    {
        (Action writeMarker, long[] offsets) = _log.Commit();
        _markers.Add(writeMarker);
        _committed = _shard.NextInputOffset;
        _output.Commit();
        Tally.Commits++;
        Note($"committed {_committed}");
        return offsets;
    }

    private void RollBack(bool written)
    {
        if (written)
        {
            WriteCommit();
            _markers.Add(_log.Abort());
        }

        Note($"roll back, written: {written}");
        Tally.RolledBack++;
        AbortOutputs();
        if (sabotage != Sabotage.NoRollBack)
        {
            _shard.RollBack();
            Assert.Equal(_committed, _shard.NextInputOffset);
        }

        _next = sabotage == Sabotage.NoSeekBack ? _next : (int)_committed;
    }

    private void Crash(string why)
    {
        Tally.Crashes++;
        AbortOutputs();
        Start(why);
    }

    private void AbortOutputs()
    {
        if (sabotage == Sabotage.AbortedOutputsCount)
        {
            _output.Commit();
        }

        _output.Abort();
    }

    private void Start(string why)
    {
        Note($"{why}: start from {_committed}, {_markers.Count} markers outstanding");
        Tally.LateMarkers += _markers.Count;
        _shard = _world.NewShard(_output);
        _log.Restore(_shard, ArriveMarker, sabotage);
        Assert.Equal(_committed, _shard.NextInputOffset);
        _next = (int)_committed;
    }

    private void ArriveMarker()
    {
        if (_markers.Count > 0)
        {
            Note("marker");
            _markers[0]();
            _markers.RemoveAt(0);
        }
    }

    // Also one of an owner that is gone comes some time, and in any order.
    private void Cut()
    {
        if (_cuts.Count > 0)
        {
            int which = _random.Next(_cuts.Count);
            Note($"cut below {_cuts[which]}");
            _log.DeleteBelow(_cuts[which] + (sabotage == Sabotage.TooMuchIsDeleted ? 1 : 0));
            _cuts.RemoveAt(which);
            Tally.Cuts++;
        }
    }

    private void Note(string what) => Trace.Add(what);
}
