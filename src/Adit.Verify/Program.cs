using System.Text;
using Adit.Verify;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return Answer.To(args, Console.Out, Console.Error);
