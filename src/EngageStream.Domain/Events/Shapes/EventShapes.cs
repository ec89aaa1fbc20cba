using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using EngageStream.Domain.Events.Json;

namespace EngageStream.Domain.Events.Shapes;

/// <summary>
/// The shapes in which events come. A sender writes the same names in the same order each time, and only the values differ: what
/// stands between two values is compared with what stood there before, a block at a time, instead of being taken apart anew. Shapes
/// that begin alike share their beginning:
/// <code>
///  {"type":"▢ ",…,"properties":{"revenue":▢ ,"currency":"▢ "}}
///                              └"sku":"▢ "}}
/// </code>
/// Such a text is JSON, for its parts stood in JSON in this order, and each value is looked at. A text of no known shape is for
/// <see cref="EventParser"/> to read; it is learnt then, as long as room and the share of such texts allow. Not thread-safe.
/// </summary>
internal sealed class EventShapes
{
    private const int Block = 16;
    private const int MaxBranches = 4096;
    private const int MaxSiblings = 32;
    private const int MaxTextBytes = 128 * 1024;

    // To learn a shape costs as much as reading dozens of events: where shapes hardly repeat, one text in 64 is learnt.
    private const int LearningCost = 64;
    private const int CreditOfHit = 8;
    private const int MaxCredit = 64 * LearningCost;

    private readonly ShapeLearner _learner;
    private Branch[] _branches = new Branch[64];
    private byte[] _texts = new byte[4096];
    private int _count = 1; // The first stands for none.
    private int _textLength;
    private int _root;
    private int _credit = MaxCredit;

    /// <param name="schema">What is to be found in events.</param>
    /// <param name="scratch">Space for names with escapes, as long as the longest value.</param>
    public EventShapes(EventSchema schema, byte[] scratch) => _learner = new ShapeLearner(schema, scratch);

    /// <summary>
    /// Reads an event of a known shape. Where its shape is not known, or a value is none, the answer is false, and what was filled in is
    /// void.
    /// </summary>
    /// <param name="json">The event's text.</param>
    /// <param name="fields">Receives where the fields lie; of those that are objects, nothing.</param>
    /// <param name="contextTraits">Receives traits of the context; blank before.</param>
    /// <param name="into">Receives properties and traits; reset before.</param>
    /// <param name="hasTraits">Whether a place for a trait was met.</param>
    public bool TryRead(ReadOnlySpan<byte> json, ref EventFields fields, PropertyValue[] contextTraits, InputEvent into, out bool hasTraits)
    {
        hasTraits = false;
        Branch[] branches = _branches;
        int at = 0;
        int next = _root;
        while (next != 0)
        {
            ref readonly Branch branch = ref branches[next];
            if (!Matches(json, at, branch.Text, branch.Length) || !Continues(json, at + branch.Length, branch.Kind))
            {
                next = branch.Sibling;
                continue;
            }

            if (branch.Type.Length > 0)
            {
                fields[(int)EventField.Type] = new JsonToken(JsonKind.String, at + branch.Type.Start, branch.Type.Length);
            }

            at += branch.Length;
            if (branch.Kind == StepKind.End)
            {
                _credit = Math.Min(MaxCredit, _credit + CreditOfHit);
                return true;
            }

            next = branch.Child;
            if (branch.Kind == StepKind.Scalar && branch.Place.IsSlot && json[at] is not ((byte)'t' or (byte)'f' or (byte)'n'))
            {
                at = JsonNumber.Read(json, at, out double number);
                hasTraits |= Put(SlotReader.ValueOf(number), branch.Place, contextTraits, into);
            }
            else
            {
                at = branch.Kind == StepKind.String
                    ? ReadString(json, at, out JsonToken token)
                    : JsonScanner.ReadValue(json, at, 0, out token);
                if (branch.Place.Kind == PlaceKind.Field)
                {
                    fields[branch.Place.Index] = token;
                }
                else if (branch.Place.IsSlot && at >= 0)
                {
                    hasTraits |= Put(SlotReader.ValueOf(json, token, into), branch.Place, contextTraits, into);
                }
            }

            if (at < 0)
            {
                break;
            }
        }

        _credit = Math.Min(MaxCredit, _credit + 1);
        return false;
    }

    // True for a trait.
    private static bool Put(in PropertyValue value, ValuePlace place, PropertyValue[] contextTraits, InputEvent into)
    {
        PropertyValue[] slots = place.Kind switch
        {
            PlaceKind.Property => into.Properties,
            PlaceKind.Trait => into.Traits,
            _ => contextTraits,
        };
        slots[place.Index] = value;
        return place.Kind != PlaceKind.Property;
    }

    /// <summary>Learns the shape of an event that the parser has read, if there is room and it is worth it.</summary>
    public void Learn(ReadOnlySpan<byte> json)
    {
        if (_credit < LearningCost)
        {
            return;
        }

        _credit -= LearningCost;
        if (_learner.Learn(json) is { } steps)
        {
            if (_count + steps.Count > MaxBranches || _textLength + json.Length + (steps.Count * Block) > MaxTextBytes)
            {
                // Senders have changed. What is still in use is learnt again.
                (_count, _textLength, _root) = (1, 0, 0);
            }

            Add(steps);
        }
    }

    private void Add(IReadOnlyList<ShapeStep> steps)
    {
        int parent = 0;
        foreach (ShapeStep step in steps)
        {
            parent = FindOrAdd(parent, step);
        }
    }

    private int FindOrAdd(int parent, ShapeStep step)
    {
        int first = parent == 0 ? _root : _branches[parent].Child;
        int siblings = 0;
        int last = 0;
        int beforeLast = 0;
        for (int at = first; at != 0; at = _branches[at].Sibling, siblings++)
        {
            (beforeLast, last) = (last, at);
            Branch each = _branches[at];
            if (each.Kind == step.Kind && step.Text.Span.SequenceEqual(_texts.AsSpan(each.Text, each.Length)))
            {
                return at;
            }
        }

        // The oldest makes room: all of them are looked through where none matches.
        if (siblings == MaxSiblings)
        {
            _branches[beforeLast].Sibling = 0;
        }

        EnsureRoom(step.Text.Length);
        step.Text.Span.CopyTo(_texts.AsSpan(_textLength));
        _branches[_count] = new Branch(_textLength, step.Text.Length, step.Kind, step.Place, step.Type, first);
        _textLength += Padded(step.Text.Length);
        (parent == 0 ? ref _root : ref _branches[parent].Child) = _count;
        return _count++;
    }

    private void EnsureRoom(int textLength)
    {
        if (_count == _branches.Length)
        {
            Array.Resize(ref _branches, _count * 2);
        }

        if (_textLength + Padded(textLength) > _texts.Length)
        {
            Array.Resize(ref _texts, Math.Max(_textLength + Padded(textLength), _texts.Length * 2));
        }
    }

    private static int Padded(int length) => (length + Block - 1) & -Block;

    // A text may be the beginning of another: what follows tells them apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Continues(ReadOnlySpan<byte> json, int at, StepKind kind) => kind switch
    {
        StepKind.String => true,
        StepKind.Scalar => (uint)at < (uint)json.Length && json[at] is not ((byte)'"' or (byte)'{' or (byte)'['),
        _ => at == json.Length,
    };

    // A branch's text is padded to whole blocks, so that only the event's end needs care.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Matches(ReadOnlySpan<byte> json, int at, int text, int length)
    {
        if (at + Padded(length) > json.Length)
        {
            return json[at..].StartsWith(_texts.AsSpan(text, length));
        }

        while (true)
        {
            Vector128<byte> same = Vector128.Equals(BlockOf(json, at), BlockOf(_texts, text));
            uint different = ~same.ExtractMostSignificantBits() & 0xFFFF;
            if (length <= Block)
            {
                return different << (32 - length) == 0;
            }

            if (different != 0)
            {
                return false;
            }

            at += Block;
            text += Block;
            length -= Block;
        }
    }

    // From after the opening quote to the closing one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadString(ReadOnlySpan<byte> json, int start, out JsonToken token)
    {
        int at = FindSpecial(json, start);
        token = new JsonToken(JsonKind.String, start, at - start);
        return (uint)at < (uint)json.Length && json[at] == (byte)'"' ? at : ReadSpecialString(json, start, out token);
    }

    // With escapes, or beyond ASCII, or malformed.
    private static int ReadSpecialString(ReadOnlySpan<byte> json, int start, out JsonToken token)
    {
        int end = JsonScanner.ReadValue(json, start - 1, 0, out token);
        return end >= 0 && Utf8.IsValid(token.In(json)) ? end - 1 : JsonScanner.Malformed;
    }

    // The first quote, backslash, control character, or byte beyond ASCII (as a signed byte it is negative); or the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindSpecial(ReadOnlySpan<byte> json, int at)
    {
        for (; at <= json.Length - Block; at += Block)
        {
            uint special = SpecialsOf(json, at);
            if (special != 0)
            {
                return at + BitOperations.TrailingZeroCount(special);
            }
        }

        // The last block, of which a part is passed already.
        int last = json.Length - Block;
        if (last < 0)
        {
            return at;
        }

        uint rest = SpecialsOf(json, last) >>> (at - last);
        return rest != 0 ? at + BitOperations.TrailingZeroCount(rest) : json.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SpecialsOf(ReadOnlySpan<byte> json, int at)
    {
        Vector128<byte> block = BlockOf(json, at);
        Vector128<byte> special = Vector128.Equals(block, Vector128.Create((byte)'"'))
            | Vector128.Equals(block, Vector128.Create((byte)'\\'))
            | Vector128.LessThan(block.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
        return special.ExtractMostSignificantBits();
    }

    // The caller has seen that the whole block lies in the text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> BlockOf(ReadOnlySpan<byte> text, int at) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);

    /// <summary>A step, and what comes after it.</summary>
    /// <param name="Text">Where its text begins in the texts.</param>
    /// <param name="Length">Bytes of the text.</param>
    /// <param name="Kind">What follows the text.</param>
    /// <param name="Place">Where the value goes.</param>
    /// <param name="Type">Where in the text the event's type lies, if it does.</param>
    /// <param name="Sibling">What may stand in this place instead, or 0.</param>
    [StructLayout(LayoutKind.Auto)]
    private record struct Branch(int Text, int Length, StepKind Kind, ValuePlace Place, TextPart Type, int Sibling)
    {
        /// <summary>What comes next, or 0.</summary>
        public int Child;
    }
}
