using EngageStream.Oracle.Input;

namespace EngageStream.Oracle.People;

/// <summary>What made a step happen: an event, or silence; and the input offsets that its outputs may carry.</summary>
internal sealed record Cause(InputEvent? Event, long FromOffset, long ToOffset)
{
    public static Cause Of(InputEvent e) => new(e, e.Offset, e.Offset);
}
