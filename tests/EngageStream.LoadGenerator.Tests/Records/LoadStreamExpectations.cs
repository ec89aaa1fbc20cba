using System.Text;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator.Tests.Records;

internal static class LoadStreamExpectations
{
    public static IEnumerable<(string Key, long TimeMs, string Value)> Of(LoadOptions options) =>
        LoadStream.Records(options).Select(r => (Encoding.UTF8.GetString(r.Key), r.TimeMs, Encoding.UTF8.GetString(r.Value)));
}
