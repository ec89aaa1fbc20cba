namespace EngageStream.Tests.Shared;

/// <summary>A test on a real data set; skipped, and said so, where that is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>For a test that needs the file of this name; see <see cref="SharedData.Find"/>.</summary>
    public SharedDataFactAttribute(string name)
    {
        Name = name;
        if (SharedData.Find(name) is null)
        {
            Skip = $"needs shared data {name}; set {SharedData.Variable} to the folder that holds it";
        }
    }

    /// <summary>The file that the test needs.</summary>
    public string Name { get; }
}
