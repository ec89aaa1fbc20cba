namespace EngageStream.Oracle.People;

/// <summary>One way in which a person's life may legally have gone.</summary>
internal sealed record Branch(Life Life, List<ExpectedOutput> Outputs)
{
    /// <summary>Outputs so far that were never seen: the fewer, the likelier.</summary>
    public int Unseen { get; set; }

    public Branch Fork() => new(new Life(Life), [.. Outputs]) { Unseen = Unseen };
}
