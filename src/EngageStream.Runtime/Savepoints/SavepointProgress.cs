namespace EngageStream.Runtime.Savepoints;

/// <summary>How far an operation on the state is.</summary>
/// <param name="Step">What is being done, such as <c>exporting</c>.</param>
/// <param name="Done">Share of the step that is done, 0 to 1.</param>
/// <param name="Users">Users so far.</param>
public readonly record struct SavepointProgress(string Step, double Done, long Users);
