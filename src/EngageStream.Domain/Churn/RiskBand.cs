namespace EngageStream.Domain.Churn;

/// <summary>Churn risk in three steps, in rising order.</summary>
public enum RiskBand : byte
{
    /// <summary>Below <see cref="RiskBands.MediumFrom"/>.</summary>
    Low = 0,

    /// <summary>From <see cref="RiskBands.MediumFrom"/>, below <see cref="RiskBands.HighFrom"/>.</summary>
    Medium = 1,

    /// <summary>From <see cref="RiskBands.HighFrom"/>.</summary>
    High = 2,
}
