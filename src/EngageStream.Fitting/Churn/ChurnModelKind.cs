using EngageStream.Domain.Churn;

namespace EngageStream.Fitting.Churn;

/// <summary>The models that can be fitted.</summary>
public enum ChurnModelKind
{
    /// <summary><see cref="MbgNbd"/>, the model of live scoring.</summary>
    MbgNbd,

    /// <summary><see cref="BgNbd"/>, for comparison with published results.</summary>
    BgNbd,
}
