using EngageStream.Domain.Events.Json;

namespace EngageStream.Domain.Events;

/// <summary>Reads what a schema wants of an object (properties or traits) into slots, and passes over the rest.</summary>
/// <param name="scratch">Space for names with escapes, as long as the longest value.</param>
internal sealed class SlotReader(byte[] scratch)
{
    /// <summary>From an object's brace to its end.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The brace.</param>
    /// <param name="depth">Objects and arrays that enclose the object's members, itself counted.</param>
    /// <param name="node">What is wanted.</param>
    /// <param name="slots">Where it goes.</param>
    /// <param name="into">Keeps the texts.</param>
    public int Read(ReadOnlySpan<byte> json, int at, int depth, PathNode node, PropertyValue[] slots, InputEvent into)
    {
        if (depth > JsonScanner.MaxDepth)
        {
            return JsonScanner.Malformed;
        }

        at = JsonScanner.EnterObject(json, at, out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(json, at, scratch, out ReadOnlySpan<byte> name);
            PathMember? member = node.Find(name);
            at = member is null
                ? JsonScanner.ReadValue(json, at, depth, out _)
                : ReadMember(json, at, depth, member, slots, into);
            at = JsonScanner.NextMember(json, at, out more);
        }

        return at;
    }

    private int ReadMember(ReadOnlySpan<byte> json, int at, int depth, PathMember member, PropertyValue[] slots, InputEvent into)
    {
        // A name given twice: the last wins as a whole, so nothing of an earlier one may stay.
        foreach (int slot in member.AllSlots)
        {
            slots[slot] = default;
        }

        if (member.Children is not null && (uint)at < (uint)json.Length && json[at] == (byte)'{')
        {
            return Read(json, at, depth + 1, member.Children, slots, into);
        }

        at = JsonScanner.ReadValue(json, at, depth, out JsonToken token);
        if (at >= 0 && member.Slot != PathMember.NoSlot)
        {
            slots[member.Slot] = ValueOf(json, token, into);
        }

        return at;
    }

    /// <summary>What a number gives a slot: one beyond a double's range would turn sums into infinities and their differences into NaN.</summary>
    public static PropertyValue ValueOf(double number) => double.IsFinite(number) ? new PropertyValue(PropertyKind.Number, number) : default;

    /// <summary>What a value gives a slot; its text is kept by the event.</summary>
    public static PropertyValue ValueOf(ReadOnlySpan<byte> json, JsonToken token, InputEvent into)
    {
        ReadOnlySpan<byte> raw = token.In(json);
        switch (token.Kind)
        {
            case JsonKind.Number:
                JsonNumber.Read(raw, 0, out double number);
                return ValueOf(number);
            case JsonKind.True:
                return new PropertyValue(PropertyKind.Boolean, 1);
            case JsonKind.False:
                return new PropertyValue(PropertyKind.Boolean, 0);
            case JsonKind.String:
                return new PropertyValue(PropertyKind.Text, 0, into.Append(raw), raw.Length);
            case JsonKind.EscapedString:
                int length = JsonString.Decode(raw, into.Reserve(raw.Length));
                return new PropertyValue(PropertyKind.Text, 0, into.Commit(length), length);
            default:
                return default;
        }
    }
}
