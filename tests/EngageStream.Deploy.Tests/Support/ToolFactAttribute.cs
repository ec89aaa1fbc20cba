namespace EngageStream.Deploy.Tests.Support;

/// <summary>A test that needs a program which `./engage test` does not install, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string program)
    {
        if (Tools.Find(program) is null)
        {
            Skip = $"{program} is not installed; put it on the path to run this.";
        }
    }
}
