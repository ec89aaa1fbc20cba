namespace EngageStream.Playbooks.Analysis;

/// <summary>The texts named, or (<paramref name="Others"/>) every text but them.</summary>
internal sealed record TextSet(IReadOnlySet<string> Names, bool Others, bool MayBeMissing) : ValueSet(MayBeMissing)
{
    public override bool IsEmpty => Names.Count == 0 && !Others && !MayBeMissing;

    public static TextSet Of(IEnumerable<string> names) => new(names.ToHashSet(StringComparer.Ordinal), false, false);

    public static TextSet AllBut(IEnumerable<string> names) => Of(names) with { Others = true };

    public override ValueSet OnlyMissing() => Of([]) with { MayBeMissing = true };

    public override ValueSet Intersect(ValueSet other)
    {
        var texts = (TextSet)other;
        bool missing = MayBeMissing && texts.MayBeMissing;
        (IEnumerable<string> names, bool others) = (Others, texts.Others) switch
        {
            (true, true) => (Names.Union(texts.Names), true),
            (true, false) => (texts.Names.Except(Names), false),
            (false, true) => (Names.Except(texts.Names), false),
            _ => (Names.Intersect(texts.Names), false),
        };
        return new TextSet(names.ToHashSet(StringComparer.Ordinal), others, missing);
    }
}
