namespace EngageStream.Host.Mapping.Expressions;

/// <summary>What one aggregate has gathered of one group.</summary>
public struct Accumulator
{
    /// <summary>Sum, count, extreme, or the measure of the best row.</summary>
    public decimal Number { get; set; }

    /// <summary>Text of the chosen row, or null.</summary>
    public string? Text { get; set; }

    /// <summary>Time of the chosen row.</summary>
    public long TimeMs { get; set; }

    /// <summary>Whether any row has contributed.</summary>
    public bool Filled { get; set; }
}
