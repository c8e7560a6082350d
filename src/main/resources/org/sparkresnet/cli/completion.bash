
# Picocli counts the file's place from a word that is the command's name.
_spark_resnet_sweep() {
  COMP_WORDS[0]=spark_resnet_sweep
  _complete_spark_resnet_sweep
}

# Registers the completions for the scripts of folders, in each way in which their paths may be typed.
__spark_resnet_register() { # FOLDER…
  local folder spelling script name
  for folder in "$@"; do
    for spelling in "$folder" "$(printf %q "$folder")" "~${folder#"$HOME"}"; do
      for script in local standalone yarn sweep retrain; do
        name=_complete_spark_resnet
        case $script in
          sweep) name=_spark_resnet_sweep ;;
          retrain) name=_complete_spark_resnet_retrain ;;
        esac
        complete -o default -F "$name" "$spelling/$script"
      done
    done
  done
}
__spark_resnet_register submit ./submit
if [ -n "$BASH_VERSION" ]; then
  # For every other path. Not yarn: Hadoop and Node.js have a command of this name.
  complete -o default -F _complete_spark_resnet local standalone
  complete -o default -F _spark_resnet_sweep sweep
  complete -o default -F _complete_spark_resnet_retrain retrain
fi
# A file of a release knows its folder.
__spark_resnet_folder="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]:-${(%):-%x}}")")")"
if [ -x "$__spark_resnet_folder/submit/local" ]; then
  __spark_resnet_register "$__spark_resnet_folder/submit"
fi
unset __spark_resnet_folder
