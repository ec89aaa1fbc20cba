using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Compose;

/// <summary>A test that needs docker-compose, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DockerComposeFactAttribute : FactAttribute
{
    public DockerComposeFactAttribute()
    {
        if (Tools.Find("docker-compose") is null)
        {
            Skip = "docker-compose is not installed: apt-get install docker-compose to run this.";
        }
    }
}
