using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Host.Cli;
using EngageStream.Host.Configuration;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Deploy.Tests.Docker;

/// <summary>The Dockerfile names what exists: files, project, program, settings, paths.</summary>
public sealed partial class DockerfileTests
{
    // Lines that end in a backslash go on in the next.
    private static readonly string[] Lines = [.. Continued().Replace(Checkout.Read("Dockerfile"), " ").Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Trim())];

    private static readonly string[] Ignore = [.. Checkout.Read(".dockerignore").Split('\n').Where(l => l.Length > 0 && !l.StartsWith('#'))];

    [Fact]
    public void Bases_are_of_one_pinned_release_and_the_last_stage_is_slim()
    {
        string[] bases = [.. Lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal))];
        Assert.Equal(2, bases.Length);
        Assert.Contains("ARG DOTNET_VERSION=10.0", Lines);
        Assert.All(bases, line => Assert.Contains(":${DOTNET_VERSION}-noble", line, StringComparison.Ordinal));
        Assert.EndsWith("/aspnet:${DOTNET_VERSION}-noble-chiseled-extra", bases[1], StringComparison.Ordinal);
    }

    [Fact]
    public void It_runs_as_a_user_without_rights()
    {
        string user = Assert.Single(Lines, l => l.StartsWith("USER ", StringComparison.Ordinal));
        Assert.True(int.Parse(user["USER ".Length..], null) > 0);
    }

    [Fact]
    public void What_is_copied_from_the_repository_exists_and_is_not_ignored()
    {
        IEnumerable<string> sources = Lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' ')[1..^1]).Where(source => source != ".");
        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            Assert.True(File.Exists(Checkout.PathOf(source)), source);
            Assert.Contains($"!{source}", Ignore);
        });
    }

    [Fact]
    public void The_build_gets_every_file_that_a_project_names_and_nothing_else_that_is_large()
    {
        Assert.Equal("*", Ignore[0]);
        string[] given = [.. Ignore.Where(l => l.StartsWith('!')).Select(l => l[1..])];
        Assert.All(given.Where(g => !g.Contains('*', StringComparison.Ordinal)), path => Assert.True(Path.Exists(Checkout.PathOf(path)), path));
        // Every file outside of src/ that the props, the targets and the projects refer to.
        IEnumerable<string> projects = Directory.GetFiles(Checkout.PathOf("src"), "*.csproj", SearchOption.AllDirectories);
        IEnumerable<string> referred = projects.SelectMany(p => Outside().Matches(File.ReadAllText(p)).Select(m => m.Groups[1].Value))
            .Concat(BesideProps().Matches(Checkout.Read("Directory.Build.targets") + Checkout.Read("Directory.Build.props")).Select(m => m.Groups[1].Value))
            .Where(path => !path.StartsWith("artifacts", StringComparison.Ordinal) && !path.StartsWith(".setup", StringComparison.Ordinal));
        Assert.Contains("playbooks/", referred);
        Assert.All(referred, path => Assert.Contains(given, g => path == g || path.StartsWith(g + "/", StringComparison.Ordinal)));
        Assert.DoesNotContain(given, g => g is "artifacts" or ".git" or "tests" or ".setup");
    }

    [Fact]
    public void The_program_that_is_published_is_the_one_that_is_started()
    {
        string publish = Assert.Single(Lines, l => l.Contains("dotnet publish", StringComparison.Ordinal));
        Match project = PublishedProject().Match(publish);
        string file = Directory.GetFiles(Checkout.PathOf(project.Groups[1].Value), "*.csproj").Single();
        string program = $"{AssemblyName().Match(File.ReadAllText(file)).Groups[1].Value}.dll";
        Assert.Equal($"ENTRYPOINT [\"dotnet\", \"{program}\"]", Assert.Single(Lines, l => l.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
        // The commit comes from outside, since .git does not.
        Assert.Contains("-p:SourceRevisionId=$COMMIT", publish, StringComparison.Ordinal);
        Assert.Contains("ARG COMMIT=", Lines);
    }

    [Fact]
    public void The_health_check_asks_for_what_the_image_serves()
    {
        string health = Assert.Single(Lines, l => l.StartsWith("HEALTHCHECK", StringComparison.Ordinal));
        string[] command = JsonNode.Parse(health[health.IndexOf('[', StringComparison.Ordinal)..])!.AsArray().Select(n => (string)n!).ToArray();
        ParseResult parsed = CommandLine.Parse(command[2..], CommandContext.OfProcess());
        Assert.Empty(parsed.Errors);
        var url = new Uri(parsed.GetValue<string>("--url")!);
        EngineOptions options = EngineConfiguration.Load(null, Settings(), ["kafka.bootstrap.servers=k:1"], requirePlaybook: false);
        Assert.Equal($"0.0.0.0:{url.Port}", options.HttpListen);
        Assert.Equal("/readyz", url.AbsolutePath);
        Assert.Contains($"EXPOSE {url.Port} 9470", Lines);
    }

    // The ENGAGE_ variables of the image.
    private static Dictionary<string, string> Settings() => Lines.Where(l => l.StartsWith("ENV ", StringComparison.Ordinal))
        .SelectMany(l => l[4..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2)).Where(pair => pair[0].StartsWith("ENGAGE_", StringComparison.Ordinal))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"dotnet publish (\S+)")]
    private static partial Regex PublishedProject();

    [GeneratedRegex("<AssemblyName>([^<]+)<")]
    private static partial Regex AssemblyName();

    [GeneratedRegex("Include=\"\\.\\./\\.\\./([a-z]+/)")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\$\(MSBuildThisFileDirectory\)([^<""]+)")]
    private static partial Regex BesideProps();
}
