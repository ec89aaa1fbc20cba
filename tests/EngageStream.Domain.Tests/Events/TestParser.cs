using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;

namespace EngageStream.Domain.Tests.Events;

/// <summary>A parser with a small shop's schema, and what it read last.</summary>
internal sealed class TestParser
{
    /// <summary>When the records of these tests were appended: 2026-01-01T00:00:00Z.</summary>
    public const long RecordMs = 1_767_225_600_000;

    public static readonly EventSchema Shop = new(
        ["Order Completed", "Product Viewed", "Page Viewed", "Screen Viewed", "Café \"Zoë\""],
        ["price", "currency", "cart.total", "cart.owner.name", "cart", "gift"],
        ["plan", "address.city", "age"]);

    private readonly EventParser _parser;

    public TestParser(EventSchema? schema = null, EventTimePolicy? policy = null)
    {
        _parser = new EventParser(schema ?? Shop, policy ?? EventTimePolicy.Default);
        Event = new InputEvent(_parser.Schema);
    }

    public InputEvent Event { get; }

    public string UserId => Encoding.UTF8.GetString(Event.UserId);

    public EventError Parse(string json, long recordMs = RecordMs) => Parse(Encoding.UTF8.GetBytes(json), recordMs);

    public EventError Parse(ReadOnlySpan<byte> json, long recordMs = RecordMs) => _parser.Parse(json, recordMs, Event);

    /// <summary>Parses what must be an event.</summary>
    public InputEvent Good(string json, long recordMs = RecordMs)
    {
        Assert.Equal(EventError.None, Parse(json, recordMs));
        return Event;
    }

    /// <summary>Parses a track call of user u that has these members too.</summary>
    public EventError ParseTrack(string members) => Parse($$"""{"type":"track","event":"Order Completed","userId":"u",{{members}}}""");

    /// <summary>A property as a test writes it: a number, a text in quotes, true, false, or none.</summary>
    public string Property(string path) => Show(Event.Properties[Slot(_parser.Schema.Properties, path)]);

    /// <summary>Like <see cref="Property"/>, for a trait.</summary>
    public string Trait(string path) => Show(Event.Traits[Slot(_parser.Schema.Traits, path)]);

    public string Show(PropertyValue value) => value.Kind switch
    {
        PropertyKind.Missing => "none",
        PropertyKind.Number => value.Number.ToString("R"),
        PropertyKind.Boolean => value.Number == 1 ? "true" : "false",
        _ => '"' + Encoding.UTF8.GetString(Event.TextOf(value)) + '"',
    };

    private static int Slot(IReadOnlyList<string> paths, string path)
    {
        int slot = paths.ToList().IndexOf(path);
        Assert.True(slot >= 0, $"The schema has no {path}.");
        return slot;
    }
}
