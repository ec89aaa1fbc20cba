using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace EngageStream.Host.Cli;

/// <summary>What <c>engagestream --version</c> prints: the release, and after <c>+</c> the commit that it was built from.</summary>
internal static class ProgramVersion
{
    // As many digits of the commit as stay unique in a repository of any size.
    private const int CommitDigits = 12;

    /// <summary>For example <c>0.1.0+1a2b3c4d5e6f</c>; without the commit where the build knew of none.</summary>
    public static string Text { get; } = Shorten(
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    /// <summary>Cuts the commit of an informational version to its first digits.</summary>
    public static string Shorten(string informational)
    {
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? informational : informational[..Math.Min(informational.Length, plus + 1 + CommitDigits)];
    }

    /// <summary>Makes an option print it. The library's own action would tell the version of whichever program runs the tests.</summary>
    public static void AnswerTo(VersionOption option) => option.Action = new Print();

    private sealed class Print : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Text);
            return (int)ExitCode.Success;
        }
    }
}
