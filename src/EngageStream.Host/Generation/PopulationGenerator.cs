using EngageStream.Host.Replay;

namespace EngageStream.Host.Generation;

/// <summary>
/// The events of a population in the order of their times: a merge over all people, of whom only the next step is known, so that
/// memory depends on the people and not on the events. Events are written into a reused buffer. Not thread-safe.
/// </summary>
public sealed class PopulationGenerator : IEventStream
{
    private readonly PopulationOptions _options;
    private readonly Person[] _people;
    private readonly Schedule _schedule;
    private readonly GeneratedEvent _event = new();

    /// <param name="options">The population.</param>
    /// <exception cref="ArgumentException">The options contradict their ranges.</exception>
    public PopulationGenerator(PopulationOptions options)
    {
        string errors = string.Join("; ", options.Errors());
        if (errors.Length > 0)
        {
            throw new ArgumentException(errors, nameof(options));
        }

        _options = options;
        _people = new Person[options.People];
        _schedule = new Schedule(options.People);
        for (int i = 0; i < _people.Length; i++)
        {
            _people[i] = Person.Draw(options, i);
            ScheduleIfInPeriod(i);
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => _event.Key;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value => _event.Value;

    /// <inheritdoc/>
    public long TimeMs { get; private set; }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_schedule.Count == 0)
        {
            return false;
        }

        int index = _schedule.First;
        ref Person person = ref _people[index];
        TimeMs = person.NextMs;
        _event.Write(ref person, index, TimeMs);
        person.Advance(_options);
        if (person.NextMs < _options.EndMs)
        {
            _schedule.Reschedule(person.NextMs);
        }
        else
        {
            _schedule.RemoveFirst();
        }

        return true;
    }

    private void ScheduleIfInPeriod(int index)
    {
        if (_people[index].NextMs < _options.EndMs)
        {
            _schedule.Add(_people[index].NextMs, index);
        }
    }
}
