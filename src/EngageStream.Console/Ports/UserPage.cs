namespace EngageStream.Console.Ports;

/// <summary>Some people of a stage, those at the highest risk first.</summary>
/// <param name="Users">The people, by falling risk, ties by falling id.</param>
/// <param name="Next">Cursor of the next page; <see langword="null"/> after the last. Opaque: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>.</param>
public sealed record UserPage(IReadOnlyList<RankedUser> Users, string? Next);

/// <summary>A person and the risk by which it is ranked.</summary>
/// <param name="UserId">The person, as events name it.</param>
/// <param name="Risk">Risk of churn, 0 to 1, as the projection last heard of it.</param>
public readonly record struct RankedUser(string UserId, double Risk);
