namespace EngageStream.Domain.Conditions;

/// <summary>A value that made a rule true, as it goes out with a trigger or transition.</summary>
/// <param name="Expression">As the playbook writes it, such as <c>count('Order Completed', 90d)</c>.</param>
/// <param name="Text">The value in words, invariant culture; durations as <c>31d 4h</c>; <c>missing</c> where there is none.</param>
/// <param name="Number">The value where it is a number (durations in milliseconds), else <see langword="null"/>.</param>
public readonly record struct ExplainedValue(string Expression, string Text, double? Number);
