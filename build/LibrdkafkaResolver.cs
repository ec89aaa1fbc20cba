using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Native;

/// <summary>
/// Maps Confluent.Kafka's native imports to the librdkafka that <c>./engage setup</c> provided, in builds whose
/// package feed lacks <c>librdkafka.redist</c>. Compiled into every assembly that references Confluent.Kafka.
/// </summary>
internal static class LibrdkafkaResolver
{
    private const string RegisteredKey = "EngageStream.LibrdkafkaResolver";

#pragma warning disable CA2255 // The resolver must be in place before the first native call, whoever makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register()
    {
        Assembly confluent = typeof(Confluent.Kafka.Library).Assembly;
        lock (confluent)
        {
            // One resolver per assembly is all the runtime allows; several of our assemblies carry this file.
            if (AppDomain.CurrentDomain.GetData(RegisteredKey) is not null)
            {
                return;
            }

            AppDomain.CurrentDomain.SetData(RegisteredKey, true);
            NativeLibrary.SetDllImportResolver(confluent, Resolve);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name.StartsWith("librdkafka", StringComparison.Ordinal))
        {
            return NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "native", "librdkafka.so.1"));
        }

        return name == "libdl" ? NativeLibrary.Load("libdl.so.2") : 0;
    }
}
