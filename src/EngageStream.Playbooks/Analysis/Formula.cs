namespace EngageStream.Playbooks.Analysis;

/// <summary>What a condition demands, stripped to sets of values, so that it can be asked whether it can ever hold.</summary>
internal abstract record Formula
{
    public static Formula True { get; } = new AllFormula([]);

    public static Formula False { get; } = new AnyFormula([]);

    /// <summary>Holds exactly where this one does not.</summary>
    public abstract Formula Negate();

    public static Formula All(params IReadOnlyList<Formula> parts) => new AllFormula(parts);

    public static Formula Any(params IReadOnlyList<Formula> parts) => new AnyFormula(parts);
}

/// <summary>Demands that an expression's value be in a set.</summary>
/// <param name="Expression">The expression as written; equal ones speak of the same value.</param>
/// <param name="Holds">Where it holds.</param>
/// <param name="Fails">Where it does not: the rest of what is possible.</param>
internal sealed record AtomFormula(string Expression, ValueSet Holds, ValueSet Fails) : Formula
{
    public override Formula Negate() => new AtomFormula(Expression, Fails, Holds);
}

internal sealed record AllFormula(IReadOnlyList<Formula> Parts) : Formula
{
    public override Formula Negate() => new AnyFormula([.. Parts.Select(p => p.Negate())]);
}

internal sealed record AnyFormula(IReadOnlyList<Formula> Parts) : Formula
{
    public override Formula Negate() => new AllFormula([.. Parts.Select(p => p.Negate())]);
}
