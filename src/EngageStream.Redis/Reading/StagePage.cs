namespace EngageStream.Redis.Reading;

/// <summary>Some people of a stage.</summary>
/// <param name="People">By falling risk, ties by falling id; risk is 0 where none is known.</param>
/// <param name="Next">Cursor of the next page; <see langword="null"/> after the last.</param>
public sealed record StagePage(IReadOnlyList<(string UserId, double Risk)> People, string? Next);
