/** One text per error code: what happened, what it means, what to do. The parameters are those of the DeskError. */
import type { ErrorCode, ErrorReason } from '../../shared/result.ts';

export const errorsEs: Record<ErrorCode, string> = {
  'host-unknown': 'No existe un servidor con ese nombre. No se leyó nada nuevo; lo ya leído sigue acá. Revise cómo está escrito el servidor en los ajustes de la cuenta.',
  'connection-refused': 'El servidor está, pero no atiende en ese puerto. No se leyó nada nuevo; se prueba otra vez sola. Si sigue así, revise el puerto y el tipo de seguridad.',
  'connection-lost': 'La conexión se cortó a mitad de camino. Lo leído hasta ahí quedó guardado y se sigue desde el mismo lugar en el próximo intento.',
  'server-slow': 'El servidor tarda demasiado en contestar. Nada se perdió; se prueba otra vez sola dentro de un rato.',
  'server-busy': 'El servidor pide esperar porque tiene demasiadas conexiones. Se prueba otra vez sola; si sigue así, cierre otros programas que usen la misma cuenta.',
  'server-refused': 'El servidor no permitió lo que se pidió. Lo ya leído sigue acá. Revise con quien administra la cuenta si el acceso IMAP está habilitado.',
  'wrong-password': 'El servidor no aceptó el usuario o la contraseña. No llega correo nuevo hasta corregirlo. Escriba otra vez la contraseña; algunos proveedores piden una contraseña de aplicación.',
  'certificate-untrusted': 'El servidor mostró un certificado que nadie conocido firmó. No se mandó la contraseña. Siga solo si el servidor es suyo o si quien lo administra le confirmó el certificado.',
  'tls-unavailable': 'El servidor no ofrece la conexión cifrada que se pidió. No se mandó la contraseña. Elija otro tipo de seguridad u otro puerto.',
  'protocol-error': 'El servidor contestó algo que no se entiende. Nada se perdió; se prueba otra vez sola.',
  'offline': 'No hay conexión con la red. Todo lo leído sigue acá y lo nuevo llega solo cuando vuelva.',
  'file-missing': 'El archivo ya no está en ese lugar. No se leyó nada. Búsquelo otra vez y vuelva a elegirlo.',
  'file-unreadable': 'El archivo no se puede leer. No se guardó nada de él. Revise los permisos o si otro programa lo tiene abierto.',
  'file-kind-unknown': 'No se reconoce qué es este archivo. No se leyó nada. Sirven mbox, Maildir, .eml, chats exportados de WhatsApp, Master.csv de Asterisk y contactos en vCard o CSV.',
  'file-wrong-columns': 'Las columnas de esta planilla no son las que se esperaban. No se leyó nada. Si son contactos, impórtela como contactos y diga qué es cada columna.',
  'file-empty': 'El archivo está vacío. No había nada que leer. Expórtelo otra vez desde donde salió.',
  'export-language-unknown': 'El chat está exportado en un idioma o formato de fecha que no se reconoce. No se leyó nada para no equivocar las fechas. Expórtelo otra vez con el teléfono en español o inglés.',
  'database-corrupt': 'El archivo del historial está dañado. Hilo no lo toca para no empeorarlo. Haga una copia de la carpeta y ábralo desde una copia de seguridad, o vuelva a leer las cuentas en un perfil nuevo.',
  'database-newer': 'Este historial lo escribió una versión más nueva de Hilo. No se abre para no dañarlo. Actualice el programa en esta máquina.',
  'database-locked': 'Otro Hilo tiene abierto este historial. Solo uno puede escribir a la vez. Cierre la otra ventana y pruebe de nuevo.',
  'key-missing': 'Falta la clave que abre el historial en esta máquina. Los datos están intactos. Escriba las palabras de recuperación que guardó la primera vez.',
  'key-wrong': 'Esa clave no abre este historial. Los datos están intactos. Revise mayúsculas y espacios y pruebe otra vez, o use las palabras de recuperación.',
  'disk-full': 'El disco está lleno. Lo ya guardado está a salvo, pero no entra nada nuevo. Haga lugar y se sigue solo.',
  'bad-request': 'La ventana pidió algo mal armado. No cambió nada. Es una falla del programa: avise a quien lo mantiene.',
  'not-found': 'Eso ya no está. Puede que otra acción lo haya cambiado mientras tanto. Vuelva a abrir el cliente.',
  'not-allowed': 'Eso no está permitido desde acá, para cuidar los datos. No cambió nada. Pruebe con guardar en lugar de abrir, si es un archivo.',
  'conflict': 'Otra acción cambió lo mismo antes. No se hizo nada para no pisarla. Mire cómo quedó y decida de nuevo.',
  'cancelled': 'Se canceló. Lo hecho hasta ahí quedó guardado. Puede empezar otra vez cuando quiera.',
  'core-stopped': 'El historial se cerró un momento y se está abriendo otra vez. Lo último que pidió puede no haberse hecho: espere unos segundos y repítalo.',
  'internal': 'Algo falló dentro del programa. Lo guardado está a salvo. Pruebe otra vez; si se repite, avise a quien lo mantiene.',
};

/** Instead of the words of the code, where a reason says more. */
export const reasonsEs: Record<ErrorReason, string> = {
  'too-large': 'El archivo es demasiado grande para leerlo entero (el límite es {{limitMiB}} MiB). No se guardó nada de él. Expórtelo en partes más chicas.',
  'too-large-archive': 'El chat que trae el archivo comprimido es demasiado grande para leerlo entero. No se guardó nada de él. Expórtelo sin los archivos adjuntos.',
  'broken-archive': 'El archivo comprimido está dañado o incompleto. No se guardó nada de él. Expórtelo o cópielo otra vez desde donde salió.',
  'encrypted-archive': 'El archivo comprimido tiene contraseña. No se guardó nada de él. Descomprímalo e importe la carpeta o el texto del chat.',
  'unknown-method-archive': 'El archivo está comprimido de una forma que no se conoce. No se guardó nada de él. Descomprímalo e importe la carpeta o el texto del chat.',
  'encryption-required': 'El servidor no acepta contraseñas por una conexión sin cifrar. La contraseña no se envió. Elija TLS o STARTTLS en la cuenta.',
};
