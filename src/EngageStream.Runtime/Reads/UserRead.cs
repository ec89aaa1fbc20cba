namespace EngageStream.Runtime.Reads;

/// <summary>The answer to a question about a person.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Partition">The person's partition, known whatever the outcome.</param>
/// <param name="Json">The profile as UTF-8 JSON, with <see cref="UserReadOutcome.Found"/> only.</param>
/// <param name="Owner">
/// API of the node that owns the partition, with <see cref="UserReadOutcome.Elsewhere"/> only; <see langword="null"/> where it
/// announced none.
/// </param>
public readonly record struct UserRead(UserReadOutcome Outcome, int Partition, ReadOnlyMemory<byte> Json = default, Uri? Owner = null);
