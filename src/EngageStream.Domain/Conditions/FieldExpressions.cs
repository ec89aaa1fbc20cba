using EngageStream.Domain.Events;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Conditions;

/// <summary>A numeric property of the event at hand: <c>event.path</c>; missing when a timer fired.</summary>
public sealed class EventNumber(string source, int slot) : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) =>
        context.Event is { } e && e.Properties[slot].Kind is PropertyKind.Number or PropertyKind.Boolean
            ? e.Properties[slot].Number
            : double.NaN;
}

/// <summary>A text property of the event at hand: <c>event.path</c>.</summary>
public sealed class EventText(string source, int slot) : TextExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text)
    {
        if (context.Event is { } e && e.Properties[slot].Kind == PropertyKind.Text)
        {
            text = e.TextOf(e.Properties[slot]);
            return true;
        }

        text = default;
        return false;
    }
}

/// <summary>A numeric trait: <c>trait.path</c>.</summary>
public sealed class TraitNumber(string source, int slot) : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context)
    {
        TraitValue trait = context.User.Traits.Get(slot);
        return trait.Kind is PropertyKind.Number or PropertyKind.Boolean ? trait.Number : double.NaN;
    }
}

/// <summary>A text trait: <c>trait.path</c>.</summary>
public sealed class TraitText(string source, int slot) : TextExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text)
    {
        TraitValue trait = context.User.Traits.Get(slot);
        text = trait.Kind == PropertyKind.Text ? trait.Text : default;
        return trait.Kind == PropertyKind.Text;
    }
}
