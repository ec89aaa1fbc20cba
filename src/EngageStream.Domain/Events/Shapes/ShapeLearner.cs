using EngageStream.Domain.Events.Json;

namespace EngageStream.Domain.Events.Shapes;

/// <summary>Takes an event apart into the steps of its shape. Slow and allocating: for one of a shape, not for each event.</summary>
/// <param name="schema">What is to be found in events.</param>
/// <param name="scratch">Space for names with escapes, as long as the longest value.</param>
internal sealed class ShapeLearner(EventSchema schema, byte[] scratch)
{
    /// <summary>Most values of an event that is worth it.</summary>
    public const int MaxValues = 256;

    private static readonly ValuePlace TypePlace = new(PlaceKind.Field, (ushort)EventField.Type);
    private readonly List<ShapeStep> _steps = [];
    private ReadOnlyMemory<byte> _json;
    private int _stepStart;
    private TextPart _type;

    /// <summary>The steps of an event that the parser has read; <see langword="null"/> where they would not do.</summary>
    public IReadOnlyList<ShapeStep>? Learn(ReadOnlySpan<byte> json)
    {
        _json = json.ToArray();
        _steps.Clear();
        _stepStart = 0;
        _type = default;
        int end = Object(JsonScanner.SkipWhitespace(json, 0), new Holder(PlaceKind.Field, null));
        if (end < 0)
        {
            return null;
        }

        AddStep(json.Length, StepKind.End, default);
        return _steps;
    }

    // Returns the position after it, or -1 where the shape would not do: a name that comes twice has no place of its own.
    private int Object(int at, Holder holder)
    {
        ReadOnlySpan<byte> json = _json.Span;
        var names = new HashSet<string>();
        at = JsonScanner.EnterObject(json, at, out bool more);
        while (more && at >= 0)
        {
            at = JsonScanner.ReadName(json, at, scratch, out ReadOnlySpan<byte> name);
            if (!names.Add(Convert.ToHexString(name)))
            {
                return JsonScanner.Malformed;
            }

            (ValuePlace place, Holder inner) = MemberOf(holder, name);
            at = Value(at, place, inner);
            at = at < 0 ? at : JsonScanner.NextMember(json, at, out more);
        }

        return at;
    }

    private int Array(int at)
    {
        ReadOnlySpan<byte> json = _json.Span;
        at = JsonScanner.EnterArray(json, at, out bool more);
        while (more && at >= 0)
        {
            at = Value(at, default, default);
            at = at < 0 ? at : JsonScanner.NextElement(json, at, out more);
        }

        return at;
    }

    private int Value(int at, ValuePlace place, Holder inner)
    {
        ReadOnlySpan<byte> json = _json.Span;
        switch (json[at])
        {
            case (byte)'{':
                return Object(at, inner);
            case (byte)'[':
                return Array(at);
            default:
                int end = JsonScanner.ReadValue(json, at, 0, out JsonToken token);
                if (place == TypePlace && token.Kind == JsonKind.String && EventKinds.TryParse(token.In(json), out _))
                {
                    _type = new TextPart((ushort)(token.Start - _stepStart), (byte)token.Length);
                    return end;
                }

                AddStep(token.Start, token.IsString ? StepKind.String : StepKind.Scalar, place);
                _stepStart = token.IsString ? end - 1 : end;
                return _steps.Count < MaxValues ? end : JsonScanner.Malformed;
        }
    }

    private void AddStep(int textEnd, StepKind kind, ValuePlace place)
    {
        _steps.Add(new ShapeStep(_json[_stepStart..textEnd], kind, place, _type));
        _type = default;
    }

    private (ValuePlace Place, Holder Inner) MemberOf(Holder holder, ReadOnlySpan<byte> name)
    {
        if (holder.Kind == PlaceKind.Field)
        {
            EventField field = holder.InContext ? EventFieldNames.FindInContext(name) : EventFieldNames.Find(name);
            ValuePlace place = field == EventField.Other ? default : new ValuePlace(PlaceKind.Field, (ushort)field);
            return (place, field switch
            {
                EventField.Properties => new Holder(PlaceKind.Property, schema.PropertyTree),
                EventField.Traits => new Holder(PlaceKind.Trait, schema.TraitTree),
                EventField.ContextTraits => new Holder(PlaceKind.ContextTrait, schema.TraitTree),
                EventField.Context => new Holder(PlaceKind.Field, null, InContext: true),
                _ => default,
            });
        }

        PathMember? member = holder.Below?.Find(name);
        return member is null
            ? default
            : (member.Slot == PathMember.NoSlot ? default : new ValuePlace(holder.Kind, (ushort)member.Slot), new Holder(holder.Kind, member.Children));
    }

    /// <summary>What the members of an object are.</summary>
    private readonly record struct Holder(PlaceKind Kind, PathNode? Below, bool InContext = false);
}
