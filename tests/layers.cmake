# SPDX-License-Identifier: GPL-3.0-or-later
# The rule of the house, by its includes (link lines alone do not see a header-only one):
#
#     app -> {ui, connectors, words} -> model,  ui -> words
#
#     cmake -DROOT=<source tree> -P layers.cmake
#
# It also keeps the main window small: it only composes pages.

if(NOT ROOT)
    message(FATAL_ERROR "Say which tree to look at: cmake -DROOT=<tree> -P layers.cmake")
endif()

set(broker_library "(librdkafka/|rdkafka|amqp[._]|rabbitmq-c/|nats/|nats\\.h|hiredis/|libpq|aws/)")
set(gui_classes
    Color Icon Pixmap Image Brush Pen Painter PainterPath Font FontMetrics FontDatabase Palette Cursor Clipboard Screen Window GuiApplication
    DesktopServices KeySequence Shortcut Action StandardItemModel StandardItem FileSystemModel TextDocument TextCursor TextCharFormat
    SyntaxHighlighter Validator UndoStack UndoCommand StyleHints KeyEvent MouseEvent Application Style Widget MainWindow Dialog MessageBox
    Label PushButton ToolButton LineEdit TextEdit PlainTextEdit TableView TreeView ListView HeaderView Layout MenuBar Menu ToolBar StatusBar
    StyledItemDelegate SystemTrayIcon ToolTip Completer ComboBox CheckBox Splitter TabWidget StackedWidget Chart ChartView LineSeries)
list(JOIN gui_classes "|" gui_classes)
set(gui "^(.*/)?(Qt(Gui|Widgets|Charts|Svg|SvgWidgets|OpenGL|OpenGLWidgets|Quick|Qml|PrintSupport)(/.*)?|Qsci/.*|Q(${gui_classes})(\\.h)?)$")

# What each room must not include, as name|regular expression.
set(forbidden_model "another room|^(\\.\\.?/)*(ui|connectors|app|words)/" "Gui|${gui}" "a broker library|^${broker_library}")
set(forbidden_ui "another room|^(\\.\\.?/)*(connectors|app)/" "a broker library|^${broker_library}")
set(forbidden_connectors "another room|^(\\.\\.?/)*(ui|app|words)/" "Gui|${gui}")
set(forbidden_words "another room|^(\\.\\.?/)*(ui|connectors|app)/" "Gui|${gui}" "a broker library|^${broker_library}")

set(violations "")
set(files_seen 0)
foreach(room model ui connectors words)
    file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/${room}/*.h" "${ROOT}/${room}/*.hpp" "${ROOT}/${room}/*.cpp" "${ROOT}/${room}/*.c")
    foreach(file IN LISTS files)
        math(EXPR files_seen "${files_seen} + 1")
        file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
        foreach(line IN LISTS lines)
            string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]*)[>\"].*$" "\\1" header "${line}")
            foreach(rule IN LISTS forbidden_${room})
                string(FIND "${rule}" "|" bar)
                string(SUBSTRING "${rule}" 0 ${bar} what)
                math(EXPR bar "${bar} + 1")
                string(SUBSTRING "${rule}" ${bar} -1 pattern)
                if(header MATCHES "${pattern}")
                    list(APPEND violations "${file} includes ${header}: ${room} knows no such thing (${what})")
                endif()
            endforeach()
        endforeach()
    endforeach()
endforeach()

set(main_window_limit 400)
file(GLOB_RECURSE windows RELATIVE "${ROOT}" "${ROOT}/app/*mainwindow*" "${ROOT}/app/*main_window*" "${ROOT}/ui/*mainwindow*")
foreach(file IN LISTS windows)
    file(READ "${ROOT}/${file}" text)
    string(REGEX MATCHALL "\n" newlines "${text}")
    list(LENGTH newlines length)
    if(length GREATER main_window_limit)
        list(APPEND violations "${file} has ${length} lines: the main window only composes pages, in at most ${main_window_limit}")
    endif()
endforeach()

if(files_seen EQUAL 0)
    message(FATAL_ERROR "No source was found below ${ROOT}: the rule was not checked")
endif()
if(violations)
    list(LENGTH violations count)
    list(JOIN violations "\n  " text)
    message(FATAL_ERROR "${count} against the rule of the house:\n  ${text}")
endif()
message(STATUS "${files_seen} files keep the rule of the house")
