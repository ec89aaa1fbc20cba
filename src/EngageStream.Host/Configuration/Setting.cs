namespace EngageStream.Host.Configuration;

/// <summary>A setting and where it was made.</summary>
/// <param name="Value">Its text.</param>
/// <param name="Origin">As messages name it: file and line, variable, or flag.</param>
public sealed record Setting(string Value, string Origin)
{
    /// <summary>Where it was made; the value may be a secret.</summary>
    public override string ToString() => Origin;
}
