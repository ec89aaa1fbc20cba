namespace EngageStream.Console.Ports;

/// <summary>What came of looking a person up.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Json">The profile as UTF-8 JSON, with <see cref="UserOutcome.Found"/> only.</param>
/// <param name="Owner">API of the node that owns the person, with <see cref="UserOutcome.Elsewhere"/> only; <see langword="null"/> where it announced none.</param>
public readonly record struct UserAnswer(UserOutcome Outcome, ReadOnlyMemory<byte> Json = default, Uri? Owner = null);

/// <summary>Outcomes of looking a person up.</summary>
public enum UserOutcome
{
    /// <summary>Known here.</summary>
    Found,

    /// <summary>Nobody of that name was ever seen.</summary>
    Unknown,

    /// <summary>Another node owns the person's partition.</summary>
    Elsewhere,

    /// <summary>The shard has as many questions waiting as it takes; ask again.</summary>
    Busy,

    /// <summary>The partition is being restored, or has no owner at the moment; ask again.</summary>
    Restoring,
}
