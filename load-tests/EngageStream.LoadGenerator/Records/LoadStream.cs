using EngageStream.Host.Generation;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator.Disturbances;

namespace EngageStream.LoadGenerator.Records;

/// <summary>
/// The load, record by record in the order of delivery: the same options give the same bytes. Only what is held up is kept in
/// memory. Not thread-safe.
/// </summary>
public sealed class LoadStream : IEventStream
{
    private readonly PopulationGenerator _people;
    private readonly Timeline _timeline;
    private readonly Disturber _disturber;
    private readonly PriorityQueue<LoadRecord, (long TimeMs, long Number)> _onTheWay = new();
    private long _number;
    private long? _nextEventMs;
    private LoadRecord _current = new([], [], 0);

    /// <param name="options">The load.</param>
    /// <exception cref="ArgumentException">The options contradict their ranges.</exception>
    public LoadStream(LoadOptions options)
    {
        string errors = string.Join("; ", options.Errors());
        if (errors.Length > 0)
        {
            throw new ArgumentException(errors, nameof(options));
        }

        _people = new PopulationGenerator(options.Population);
        _timeline = new Timeline(options);
        _disturber = new Disturber(options.Disturbances, options.Population.Seed);
        Advance();
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => _current.Key;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value => _current.Value;

    /// <summary>When the record is delivered, Unix milliseconds; never before the previous one's.</summary>
    public long TimeMs => _current.TimeMs;

    /// <summary>The whole load, for tests and small ones.</summary>
    public static IEnumerable<LoadRecord> Records(LoadOptions options)
    {
        var stream = new LoadStream(options);
        while (stream.MoveNext())
        {
            yield return stream._current;
        }
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        while (_nextEventMs is long next && (_onTheWay.Count == 0 || next <= _onTheWay.Peek().TimeMs))
        {
            Send(next);
            Advance();
        }

        if (_onTheWay.Count == 0)
        {
            return false;
        }

        _current = _onTheWay.Dequeue();
        return true;
    }

    private void Advance() => _nextEventMs = _people.MoveNext() ? _timeline.Map(_people.TimeMs) : null;

    private void Send(long timeMs)
    {
        byte[] value = _people.Value.ToArray();
        SegmentText.SetTimestamp(value, timeMs);
        foreach (LoadRecord record in _disturber.Disturb(_people.Key.ToArray(), value, timeMs))
        {
            _onTheWay.Enqueue(record, (record.TimeMs, _number++));
        }
    }
}
