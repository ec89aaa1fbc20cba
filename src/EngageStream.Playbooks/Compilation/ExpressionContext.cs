using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Expressions;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>What the compilers of one expression share.</summary>
internal sealed class ExpressionContext(YamlScalar scalar, Scope scope, ModelTables tables, ErrorSink errors)
{
    public Scope Scope { get; } = scope;

    public ModelTables Tables { get; } = tables;

    /// <summary>A part of the expression as written.</summary>
    public string Written(Syntax part) => scalar.Text[part.Start..part.End];

    public void Report(Syntax at, string message, string? expected = null, string? suggestion = null) =>
        errors.Report(scalar.MarkAt(at.Start), message, expected, suggestion);

    public void ReportUnknown(Syntax at, string what, string name, IReadOnlyCollection<string> known, Func<string, string>? quote = null) =>
        errors.ReportUnknown(scalar.MarkAt(at.Start), what, name, known, quote);
}
