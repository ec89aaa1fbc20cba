using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("EngageStream.Runtime.Tests")]
