namespace EngageStream.Playbooks.Analysis;

/// <summary>
/// Values that an expression may have, and whether it may be missing: what a comparison leaves of what was possible before it.
/// </summary>
internal abstract record ValueSet(bool MayBeMissing)
{
    public abstract bool IsEmpty { get; }

    /// <summary>A set of the same kind with no value in it, only the possibility that there is none.</summary>
    public abstract ValueSet OnlyMissing();

    /// <summary>What both sets hold; both are sets of the same expression.</summary>
    public abstract ValueSet Intersect(ValueSet other);
}
